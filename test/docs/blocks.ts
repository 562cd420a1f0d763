/** Code in the documentation, and how it is run: blocks of pages, examples of docstrings. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";

export const ROOT: string = join(import.meta.dirname, "../..");

export interface Block {
  readonly language: string;
  readonly text: string;
  /** The heading that it stands under. */
  readonly heading: string;
}

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: language = "", 2: body = "" }) => ({
      language,
      text: body,
      heading: [...text.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? "",
    }),
  );
}

/** Pages that have blocks, but those that `npm run findings` runs, and Korean ones, whose blocks are the English ones'. */
export function pages(): string[] {
  const found = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".md") && !name.startsWith("findings/") && !/^ko\/(?:findings\/)?[^/]+$/.test(name),
    )
    .map((name) => `docs/${name}`);
  return [
    "README.md",
    "README.ko.md",
    "CONTRIBUTING.md",
    "DESIGN.md",
    "fixtures/README.md",
    ...found.sort(),
  ].filter((page) => blocksOf(page).length > 0);
}

export interface Example {
  /** From src. */
  readonly file: string;
  readonly text: string;
}

/** Every `@example` of the sources. */
export function examples(): Example[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".ts") && statSync(join(ROOT, "src", name)).isFile())
    .sort()
    .flatMap((file) => {
      const comments = readFileSync(join(ROOT, "src", file), "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
      return comments.flatMap((comment) => {
        const text = comment.slice(3, -2).replaceAll(/^ *\* ?/gm, "");
        const [, example] = /@example\s([\s\S]*?)(?=^@\w|$(?![\s\S]))/m.exec(text) ?? [];
        return example === undefined ? [] : [{ file, text: `${example.trim()}\n` }];
      });
    });
}

/** What stands behind an expression and is its value; other remarks are words. */
const VALUE = /^(?:-?\d|true\b|false\b|null\b|undefined\b|["[{])/;

/**
 * A module in which each `expression; // value` is a check that the value comes out. Types and names of the package stay as
 * they are.
 *
 * @param given declarations of what the code takes for granted
 */
export async function runnable(text: string, what: string, given = ""): Promise<string> {
  const out: string[] = [];
  let statement: string[] = [];
  for (const line of text.split("\n")) {
    statement.push(line);
    const [, code = "", remark] = /^(.*?;)(?:\s*\/\/ (.*))?$/.exec(line) ?? [];
    const whole = statement.join("\n");
    if (code === "" || depth(whole) !== 0) {
      if (/^\s*$|^\/\//.test(whole)) statement = [];
      continue;
    }
    const start = statement[0]!;
    const isExpression = !/^(?:import|export|const|let|function|for|if|await import)\b/.test(start);
    const bare = [...statement.slice(0, -1), code].join("\n").replace(/;$/, "");
    if (isExpression && remark !== undefined && VALUE.test(remark))
      out.push(`says(${bare}, ${JSON.stringify(remark)}, ${JSON.stringify(what)});`);
    else out.push(whole);
    statement = [];
  }
  const { code } = await transform([...out, ...statement].join("\n"), { loader: "ts" });
  return `import { says } from ${JSON.stringify(new URL("says.mjs", import.meta.url).href)};\n${given}\n${code}\n`;
}

/** Open brackets; those in strings close again in what is written here. */
function depth(text: string): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) - count(/[)\]}]/g);
}
