/** The pages that `npm run pages` writes: files that follow from the records, the vectors and the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface Made {
  /** Text of every file, by its path from the root. */
  readonly files: ReadonlyMap<string, string>;
  /** Results that contradict what the page claims. The run then fails, whether or not the page is current. */
  readonly problems?: readonly string[];
}

export interface Page {
  /** Folders, from the root, that hold only files of this page, so that a file left over is found. */
  readonly owns?: readonly string[];
  readonly make: () => Promise<Made> | Made;
}

/**
 * A page written by hand, with its generated parts replaced. A part is between `<!-- name: … -->` and
 * `<!-- /name -->`.
 */
export function withParts(path: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce(
    (text, [name, part]) => {
      const pattern = new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
      if (!pattern.test(text)) throw new Error(`${path}: expected a part named ${name}`);
      return text.replace(pattern, (_, start: string, end: string) => `${start}${part}\n${end}`);
    },
    readFileSync(join(ROOT, path), "utf8"),
  );
}
