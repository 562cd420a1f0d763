/** What the README shows is what happens: every command prints its answer, every value is what the library gives. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import {
  espnet,
  fairseq,
  kerasBinary,
  kerasCategorical,
  opennmt,
  tensor2tensor,
  tfjsSoftmax,
  torch,
} from "../src/index.ts";
import { type Block, blocksOf, ROOT, runnable } from "./docs/blocks.ts";

/** Within the package, so that it can be imported by its name. */
const folder = mkdtempSync(join(ROOT, "test", ".readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each command that an answer stands below, with the answer. */
function answeredCommands(blocks: readonly Block[]): { readonly command: string; readonly answer: string }[] {
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1];
    const isCommand = language === "sh" && text.startsWith("npx smoothproof") && next?.language === "";
    return isCommand ? [{ command: text.trim(), answer: next.text.trim() }] : [];
  });
}

const ROW = [2, 1, 0, -1, 0.5];
const LOG_SUM = Math.log(ROW.reduce((sum, x) => sum + Math.exp(x), 0));
const LOG_PROBS = [ROW.map((x) => x - LOG_SUM)];
const ONE_HOT = [[0, 1, 0, 0, 0]];
const [CLASS, A] = [[1], { labelSmoothing: 0.1 }];

/** The README's table of one row, by the name that begins its line. */
const NUMBERS: readonly (readonly [name: string, losses: readonly { readonly data: ArrayLike<number> }[]])[] =
  [
    [
      "PyTorch `CrossEntropyLoss`, Keras `CategoricalCrossentropy`",
      [torch(A).loss([ROW], CLASS), kerasCategorical({ ...A, fromLogits: true }).loss([ROW], ONE_HOT)],
    ],
    ["fairseq", [fairseq({ ...A, ignoreIndex: 0 }).loss(LOG_PROBS, CLASS)]],
    ["OpenNMT-py", [opennmt({ ...A, numClasses: 5, ignoreIndex: 0 }).loss(LOG_PROBS, CLASS)]],
    [
      "ESPnet, tensor2tensor",
      [
        espnet({ ...A, numClasses: 5, ignoreIndex: 0 }).loss([[ROW]], [CLASS]),
        tensor2tensor(A).loss([ROW], CLASS),
      ],
    ],
    ["Keras `BinaryCrossentropy`", [kerasBinary({ ...A, fromLogits: true }).loss([ROW], ONE_HOT)]],
    ["TensorFlow.js `softmaxCrossEntropy`", [tfjsSoftmax(A).loss([[ROW]], [ONE_HOT])]],
  ];

describe.each(["README.md", "README.ko.md"])("%s", (page) => {
  it("the table has the losses of one row, and of nothing else", () => {
    const rows = [...readFileSync(join(ROOT, page), "utf8").matchAll(/^\| (.+) \| (\d\.\d{4}) \|$/gm)];
    expect(rows.length).toBe(NUMBERS.length);
    for (const [i, [name, losses]] of NUMBERS.entries()) {
      expect(rows[i]![1]).toMatch(new RegExp(`^${name}`));
      for (const { data } of losses) expect(Number(data[0]).toFixed(4)).toBe(rows[i]![2]);
    }
  });

  const blocks = blocksOf(page);
  const commands = answeredCommands(blocks);

  it("has two commands with their answers, and the two that install it, in under 100 lines", () => {
    expect(commands.length).toBe(2);
    expect(readFileSync(join(ROOT, page), "utf8").split("\n").length).toBeLessThanOrEqual(100);
    const others = blocks.filter(({ language, text }) => language === "sh" && text.startsWith("npm"));
    expect(others.map(({ text }) => text.replaceAll(/ *#.*$/gm, ""))).toEqual([
      "npm ci\nnpm install ../smoothproof\n",
    ]);
  });

  it.each(commands)("$command", async ({ command, answer }) => {
    const args = command.split(" ").slice(2);
    const { stdout } = await execa(process.execPath, ["bin/smoothproof.js", ...args], {
      cwd: ROOT,
      reject: false,
      env: { NO_COLOR: "1" },
    });
    expect(stdout).toContain(answer);
  });

  it("the code gives what it says", async () => {
    const code = blocks.filter(({ language }) => language === "ts");
    expect(code.length).toBe(1);
    const file = join(folder, `${page}.mjs`);
    writeFileSync(file, await runnable(code[0]!.text, page));
    await execa(process.execPath, [file]);
  });
});
