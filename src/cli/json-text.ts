/** The JSON that a command prints. */

/** Indented JSON with its format first. NaN and the infinities, which JSON cannot write, are given by name. */
export function jsonText(format: string, fields: object): string {
  const named = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify({ format, ...fields }, named, 2)}\n`;
}
