/** The few pieces of Markdown that pages are made of. */

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(columns), `|${columns.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

export const code = (text: string): string => `\`${text}\``;

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

export const image = (alt: string, path: string): string => `![${alt}](${path})`;

export const link = (text: string, url: string): string => `[${text}](${url})`;

/** Blocks with an empty line between; empty ones are left out. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
