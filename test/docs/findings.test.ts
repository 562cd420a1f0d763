/** The pages of docs/findings have every part that docs/findings/STANDARD.md asks for; `npm run findings` runs them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientNames } from "../../scripts/clients/declaration.ts";
import { ROOT } from "./blocks.ts";

const FOLDER = join(ROOT, "docs", "findings");

/** The list items of a page, in their order. */
const PARTS = ["Documented", "Rule broken", "Whose", "Newest version", "How common", "Fix", "Reported"];

/** Where the fault can lie, one of which `Whose` says. */
const OWNERS = /librar|dependenc|binding|specification/;

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".md") && !["STANDARD.md", "ours.md"].includes(file))
  .map((file) => file.replace(/\.md$/, ""));

/** What a page lacks. */
function lacking(page: string, name: string): readonly string[] {
  const parts = new Map(
    [...page.matchAll(/^- \*\*([^*:]+):\*\* ([\s\S]*?)(?=\n- \*\*|\n\n)/gm)].map(([, label, text]) => [
      label!,
      text!,
    ]),
  );
  const [, client] = /^<!-- client: (\S+) \| file: \S+ \| run: .+ -->\n# \S/.exec(page) ?? [];
  const says = (label: string, pattern: RegExp): boolean => pattern.test(parts.get(label) ?? "");
  const checks: readonly (readonly [what: string, isThere: boolean])[] = [
    ["a client and a title", client !== undefined && clientNames().includes(client)],
    ["the parts in order", [...parts.keys()].join() === PARTS.join()],
    ["a quotation with its file or page", says("Documented", /"[^"]+"[\s\S]*(?:`[^`]+`|documentation of)/)],
    ["a version", says("Newest version", /\d+\.\d+[\s\S]*newest[\s\S]*tried/)],
    ["whose it is", says("Whose", OWNERS)],
    ["a fix and its run", says("Fix", /\brun\b/i)],
    ["where it was searched", says("Reported", /#\d+|not found/)],
    ["two outputs", [...page.matchAll(/^```text$/gm)].length === 2],
    ["a second program", new RegExp(`\\(again/${name}\\.\\w+\\)[,\\s]+a second\\s+run`).test(page)],
  ];
  return checks.flatMap(([what, isThere]) => (isThere ? [] : [what]));
}

/** The part of a program's longer lines that another one has as well: imports and inputs are often the same. */
function partShared(first: string, second: string): number {
  const others = new Set(second.split("\n").map((line) => line.trim()));
  const lines = first
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 20 && !/^(?:import|from|use) /.test(line));
  return lines.filter((line) => others.has(line)).length / lines.length;
}

describe("findings", () => {
  it.each(names)("%s has what the standard asks for", (name) => {
    expect(lacking(readFileSync(join(FOLDER, `${name}.md`), "utf8"), name)).toEqual([]);
  });

  it("without one part are told so", () => {
    const page = readFileSync(join(FOLDER, "tfjs-normaliser.md"), "utf8");
    for (const part of PARTS)
      expect(lacking(page.replace(`**${part}:**`, "**Also:**"), "tfjs-normaliser")).toContain(
        "the parts in order",
      );
    expect(lacking(page.replace(/again\/\S+\)/, ")"), "tfjs-normaliser")).toContain("a second program");
    expect(lacking(page.replace("newest", "only"), "tfjs-normaliser")).toContain("a version");
  });

  it("have second programs that run a package again and are other code than the page", () => {
    const programs = readdirSync(join(FOLDER, "again"));
    expect(programs.map((file) => file.split(".")[0]).sort()).toEqual([...names].sort());
    for (const file of programs) {
      const program = readFileSync(join(FOLDER, "again", file), "utf8");
      const [, client] = /^(?:\/\/|#) client: (\S+) \| file: \S+ \| run: .+\n/.exec(program) ?? [];
      // Without a client it runs one of this repository's own packages.
      if (client === undefined) expect(program, file).toMatch(/^import .* from "onnxruntime-node";$/m);
      else expect(clientNames(), file).toContain(client);
      const page = readFileSync(join(FOLDER, `${file.split(".")[0]}.md`), "utf8");
      const [, first = ""] = /^```\w+\n([\s\S]*?)^```$/m.exec(page)!;
      expect(first, file).not.toBe("");
      expect(partShared(first, program), file).toBeLessThan(1 / 2);
    }
  });

  it("that are the page's own are told so", () => {
    const page = readFileSync(join(FOLDER, "tfjs-normaliser.md"), "utf8");
    const [, first = ""] = /^```\w+\n([\s\S]*?)^```$/m.exec(page)!;
    expect(partShared(first, first)).toBe(1);
  });
});
