/** The pieces of Markdown that the pages use. */

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(columns), `|${columns.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

export const code = (text: string): string => `\`${text}\``;

/** A formula in a line of its own. */
export const displayed = (tex: string): string => `$$\n${tex}\n$$`;

/** A formula within a line. */
export const formula = (tex: string): string => `$${tex}$`;

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

export const image = (alt: string, path: string): string => `![${alt}](${path})`;

export const link = (text: string, url: string): string => `[${text}](${url})`;

/** Joins blocks with empty lines between them; empty blocks are left out. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
