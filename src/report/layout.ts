/** Breaks text into lines of a given width, between words and never inside one. */

/** Columns, for a terminal that does not tell its width. */
export const DEFAULT_WIDTH = 80;

/** Lines of at most `width` columns; a word that is longer has a line of its own. Later lines start with `indent`. */
export function wrap(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  const [, start = "", words = ""] = /^( *)(.*)$/s.exec(text) ?? [];
  let line = start;
  for (const word of words.split(" ")) {
    const longer = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    if (line.trim() !== "" && longer.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** Cuts text to at most `width` columns, between words if possible. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const whole = text.slice(0, width - 1);
  const end = whole.lastIndexOf(" ");
  return `${(end > width / 2 ? whole.slice(0, end) : whole).replace(/[,;:…]+$/, "")}…`;
}

/** Breaks a command into lines that a shell reads as one. */
export function wrapCommand(label: string, command: string, width: number): readonly string[] {
  const indent = " ".repeat(label.length);
  // An option stays with its value.
  const parts = command.split(/ (?=--)/);
  const lines: string[] = [];
  let line = `${label}${parts[0]}`;
  for (const part of parts.slice(1)) {
    if (line.length + 1 + part.length + 2 > width && line !== indent) {
      lines.push(`${line} \\`);
      line = `${indent}  ${part}`;
    } else line = `${line} ${part}`;
  }
  return [...lines, line];
}
