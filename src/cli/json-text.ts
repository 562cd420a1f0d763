/** The JSON that a command prints. */

/** Indented, with its format first. JSON has no digits for NaN and the infinities, which stand by name. */
export function jsonText(format: string, fields: object): string {
  const named = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify({ format, ...fields }, named, 2)}\n`;
}
