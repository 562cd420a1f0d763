/** Text as a terminal shows it: lines broken between words. What a program reads stays as it is. */
import { wrap } from "../report/layout.ts";

/** Columns of the terminal that standard output is; undefined for a file or a pipe. */
export const screenWidth = (): number | undefined =>
  process.stdout.isTTY ? process.stdout.columns : undefined;

/** Breaks lines that are wider than the terminal; what follows in the next line is indented. */
export function onScreen(text: string, width: number | undefined = screenWidth()): string {
  if (width === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => wrap(line, width, "    "))
    .join("\n");
}
