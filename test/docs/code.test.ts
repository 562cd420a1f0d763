/**
 * The code of the documentation runs, and its values come out: blocks of JavaScript and TypeScript here and in
 * test/readme.test.ts, examples of docstrings here; commands in test/docs/commands.test.ts; docs/findings by
 * `npm run findings`, and the training example of docs/tfjs.md by scripts/try-example.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { VARIANTS } from "../../src/variants/index.ts";
import { type Block, blocksOf, examples, pages, ROOT, runnable } from "./blocks.ts";
import { says } from "./says.mjs";

/** Within the package, so that it can be imported by its name. */
const folder = mkdtempSync(join(ROOT, "test", ".readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;

async function runs(text: string, what: string, given = ""): Promise<void> {
  written += 1;
  const file = join(folder, `code-${written}.mjs`);
  writeFileSync(file, await runnable(text, what, given));
  await execa(process.execPath, [file], { cwd: folder });
}

const TENSORS = `
const logits = [[2, 1, 0, -1, 0.5, 1, 2, 3], [0, 1, 0, -1, 0.5, 1, 2, 3]];
const logProbs = logits.map((row) => {
  const sum = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
  return row.map((x) => x - sum);
});`;

/** The same, a sequence of two. */
const SEQUENCES = `${TENSORS.replaceAll("logits", "rows").replace("logProbs", "logRows")}
const logits = [rows];
const logProbs = [logRows];`;

const COMPARED = `
const gradient = { data: [0.25, 0.5], shape: [2] };
const expected = { data: [0.25, 0.5], shape: [2] };`;

const OTHERS = `${COMPARED}
import { torch, torchRecord } from ${JSON.stringify(join(ROOT, "dist/variants/torch.js"))};`;

const TF = `
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { layers, sequential } from "@tensorflow/tfjs-layers";
const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
const target = tf.tensor1d([0, 2], "int32");
const weight = tf.tensor1d([1, 2, 3]);
const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [4] })] });
const loss = "categoricalCrossentropy";`;

/** The same, where the code imports TensorFlow.js itself. */
function tensorflow(text: string): string {
  return text.includes("import * as tf") ? TF.replace(/import \* as tf.*\n/, "") : TF;
}

/** What a page's code takes for granted. */
const GIVEN: { readonly [page: string]: string } = {
  "docs/comparing.md": COMPARED,
  "docs/tfjs.md": TF,
};

/** Blocks that are run elsewhere, by their page and the heading that they stand under. */
const ELSEWHERE: readonly (readonly [page: string, heading: RegExp, language: RegExp, by: string])[] = [
  ["README.md", /./, /./, "test/readme.test.ts"],
  ["README.md", /./, /^$/, "test/readme.test.ts"],
  ["README.ko.md", /./, /^(ts|sh|)$/, "test/readme.test.ts"],
  ["docs/tfjs.md", /Training/, /js|sh/, "scripts/try-example.ts"],
  ["docs/protocol.md", /./, /^$/, "test/protocol/respond.test.ts"],
  ["docs/judging.md", /./, /^(js|ts)$/, "test/docs/commands.test.ts"],
  [
    "docs/reference.md",
    /./,
    /^typescript$/,
    "scripts/pages/reference.ts, from the sources: signatures, and examples that run here",
  ],
];

function runner(page: string, { language, heading }: Block): string | undefined {
  const found = ELSEWHERE.find(
    ([where, under, which]) => where === page && under.test(heading) && which.test(language),
  );
  if (found !== undefined) return found[3];
  if (language === "js" || language === "ts") return "here";
  if (language === "bibtex") return "nobody: it is a citation";
  return ["sh", "yaml", "json", ""].includes(language) ? "test/docs/commands.test.ts" : undefined;
}

describe("blocks", () => {
  it("have something that runs them, whatever their language", () => {
    const lost = pages().flatMap((page) =>
      blocksOf(page).flatMap((block) =>
        runner(page, block) === undefined ? [`${page}, ${block.heading}: ${block.language}`] : [],
      ),
    );
    expect(lost).toEqual([]);
  });

  const here = pages().flatMap((page) =>
    blocksOf(page)
      .filter((block) => runner(page, block) === "here")
      .map(({ text, heading }) => ({ page, heading, text })),
  );

  it("are found", () => expect(here.length).toBeGreaterThanOrEqual(3));

  it.each(here)("$page, $heading", ({ page, text }) => runs(text, page, GIVEN[page]));
});

describe("examples of docstrings", () => {
  const all = examples();

  /** Their code is tests, a module to be judged, or what test/docs/commands.test.ts runs as such. */
  const isElsewhere = ({ file }: { readonly file: string }): boolean =>
    /^(?:vitest|testing|adapters)\//.test(file);

  it("are there for every variant", () => {
    const files = new Set(all.map(({ file }) => file));
    const without = VARIANTS.filter(({ id }) => !files.has(`variants/${id}.ts`));
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  /** Node starts once for all of them. */
  it("run, with what their own module exports", async () => {
    const wanted = all.filter((example) => !isElsewhere(example));
    for (const [i, { file, text }] of wanted.entries()) {
      const path = join(ROOT, "dist", file.replace(/ts$/, "js"));
      const names = Object.keys(await import(path)).join(", ");
      const tensors = /loss\(log\w+, \[\[/.test(text) ? SEQUENCES : TENSORS;
      const others = file.startsWith("variants/")
        ? tensors
        : file.startsWith("tfjs/")
          ? tensorflow(text)
          : OTHERS;
      // One that imports what it needs has these names from there.
      const own = text.includes("smoothproof/") ? "" : `import { ${names} } from ${JSON.stringify(path)};\n`;
      const given = `${own}${others}`;
      writeFileSync(join(folder, `example-${i}.mjs`), await runnable(text, `src/${file}`, given));
    }
    const main = join(folder, "examples.mjs");
    writeFileSync(main, wanted.map((_, i) => `import "./example-${i}.mjs";\n`).join(""));
    await execa(process.execPath, [main]);
  });
});

describe("a value that is said", () => {
  it.each([
    [2, "2", true],
    [2, "3", false],
    [0.1 + 0.2, "0.3", false],
    [0.1 + 0.2, "0.3000…", true],
    [0.1 + 0.2, "0.3001…", false],
    [true, "true: as expected", true],
    [false, "true: as expected", false],
    [{ a: "x", b: [1, 2] }, '{ a: "x", b: [1, 2] }', true],
    [{ a: "x", b: [1, 2] }, '{ a: "x", b: [1, 3] }', false],
    [new Float32Array([1, 2]), "[1, 2]", true],
    ["long text", '"long…"', true],
    ["short", '"long…"', false],
  ])("%j is %s: %s", (value, said, isRight) => {
    const check = (): void => says(value, said, "a test");
    if (isRight) check();
    else expect(check).toThrow(/^a test: expected/);
  });

  it("is looked at where the expression has several lines", async () => {
    await runs("[\n  1,\n  2,\n].map((x) => x); // [1, 2]\n", "a test");
    await expect(runs("[\n  1,\n  2,\n].map((x) => x); // [2, 1]\n", "a test")).rejects.toThrow(
      /a test: expected \[2, 1\], got \[1, 2\]/,
    );
  });
});
