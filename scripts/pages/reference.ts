/** docs/reference.md: what each entry of the package exports, with its docstring, as the sources have it. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Page, ROOT } from "./page.ts";

/** Entries by what is imported; the page of variants describes the rest of `smoothproof`. */
const ENTRIES: Readonly<Record<string, string>> = {
  smoothproof: "src/index.ts",
  "smoothproof/analysis": "src/analysis/index.ts",
  "smoothproof/compare": "src/compare/index.ts",
  "smoothproof/wasm": "src/wasm/index.ts",
  "smoothproof/tfjs": "src/tfjs/index.ts",
  "smoothproof/vitest": "src/vitest/index.ts",
  "smoothproof/module": "src/adapters/module-contract.ts",
};

interface Exported {
  readonly name: string;
  /** Its docstring as Markdown; empty for none. */
  readonly says: string;
  /** The declaration without what it computes. */
  readonly signature: string;
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** What a module exports, those of `export *` left out. */
function exportsOf(file: string): Exported[] {
  const text = read(file);
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from "([^"]+)")?;/gm)].flatMap(
    ([, names = "", from]) => {
      const source = from === undefined ? file : relative(ROOT, join(ROOT, dirname(file), from));
      return names
        .split(",")
        .map((name) =>
          name
            .trim()
            .replace(/^type /, "")
            .replace(/ as .*/, ""),
        )
        .filter((name) => name !== "")
        .map((name) => found(source, name));
    },
  );
  const own = [...text.matchAll(/^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm)];
  return [...passedOn, ...own.map(([, name]) => found(file, name!))].filter((each) => each !== undefined);
}

/** The declaration of a name, in its file or in the one that it is passed on from. */
function found(file: string, name: string): Exported | undefined {
  const text = read(file);
  const declared = new RegExp(
    `^export (?:async )?(function|const|interface|type|class) ${name}\\b`,
    "m",
  ).exec(text);
  if (declared === null) {
    const from = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`).exec(text)?.[1];
    return from === undefined ? undefined : found(relative(ROOT, join(ROOT, dirname(file), from)), name);
  }
  const doc = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text.slice(0, declared.index))?.[1] ?? "";
  return { name, says: markdown(doc), signature: signatureOf(text.slice(declared.index), declared[1]!) };
}

/** Up to the body of a function, the value of a constant, or the end of a type. */
function signatureOf(text: string, kind: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const rest = text.slice(at);
    const isArrow = rest.startsWith("=>");
    if (depth === 0 && kind === "function" && /^ \{\n/.test(rest)) return `${text.slice(0, at)};`;
    if (depth === 0 && kind === "const" && rest.startsWith(" = ")) return `${text.slice(0, at)};`;
    if (depth === 0 && text[at] === ";") return text.slice(0, at + 1);
    if (isArrow) {
      at += 1;
      continue;
    }
    if ("({[<".includes(text[at]!)) depth += 1;
    if (")}]>".includes(text[at]!)) depth -= 1;
    if (depth === 0 && text[at] === "}" && (kind === "interface" || kind === "class"))
      return text.slice(0, at + 1);
  }
  return text;
}

/** A docstring as Markdown: its tags as a list, its example as code. */
function markdown(doc: string): string {
  const lines = doc
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
  const [text = "", ...tags] = lines.split(/^@/m);
  const told = tags.map((tag) => {
    const [, name = "", rest = ""] = /^(\w+)\s*([\s\S]*)$/.exec(tag)!;
    return { name, rest: rest.trim() };
  });
  const items = told
    .filter(({ name }) => ["param", "returns", "throws"].includes(name))
    .map(({ name, rest }) => `- ${SAYS[name]!(rest.replaceAll(/\s*\n\s*/g, " "))}`);
  const examples = told
    .filter(({ name }) => name === "example")
    .map(({ rest }) => `\`\`\`typescript\n${rest}\n\`\`\``);
  return [text.trim(), items.join("\n"), ...examples].filter((part) => part !== "").join("\n\n");
}

const SAYS: Readonly<Record<string, (rest: string) => string>> = {
  param: (rest) => rest.replace(/^(\S+)\s*/, "`$1`: "),
  returns: (rest) => `returns ${rest}`,
  throws: (rest) => `throws ${rest.replace(/^(\w+)/, "`$1`")}`,
};

/** Types follow the functions that need them. */
const isType = ({ signature }: Exported): boolean => /^export (?:interface|type)/.test(signature);

function section(entry: string, file: string): string[] {
  return [
    `## ${entry}`,
    ...exportsOf(file)
      .sort((a, b) => Number(isType(a)) - Number(isType(b)))
      .flatMap(({ name, says, signature }) => [
        `### ${name}`,
        ...(says === "" ? [] : [says]),
        `\`\`\`typescript\n${signature}\n\`\`\``,
      ]),
  ];
}

function text(): string {
  const parts = [
    "<!-- npm run pages -- reference -->",
    "# The library's reference",
    "What each entry of the package exports, from the comments in the source. The losses themselves, each a function of its options, are described one page each: [all variants](variants/index.md). [The library](library.md) says what to import from where.",
    ...Object.entries(ENTRIES).flatMap(([entry, file]) => section(entry, file)),
  ];
  return `${parts.join("\n\n")}\n`;
}

export const PAGE: Page = { make: () => ({ files: new Map([["docs/reference.md", text()]]) }) };
