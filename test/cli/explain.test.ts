/** `explain`, `convert` and `floor` as a user meets them: what is printed, and one line for what cannot be done. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import { type Run, smoothproof } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLE = {
  logits: [
    [2, 1, 0, -1, 0.5],
    [1, 0, 3, 2, -1],
    [0, 0, 0, 0, 1],
  ],
  target: [0, 1, 4],
  weight: [1, 2, 3, 4, 5],
  loss: 1.697895,
};
const INPUT = file("sample.json", SAMPLE);

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function explain(from: string, to: string, ...more: string[]): Promise<Run> {
  return smoothproof(["explain", "--from", from, "--to", to, "--input", INPUT, ...more]);
}

/** What the command line has printed in this process. */
const printed = vi.hoisted(() => ({ stdout: "", stderr: "" }));

vi.mock(import("../../src/files/standard-output.ts"), async (original) => ({
  ...(await original()),
  print(text: string) {
    printed.stdout += text;
  },
  note(text: string) {
    printed.stderr += text;
  },
}));

/** The same without a process of its own. */
async function inProcess(args: readonly string[]): Promise<Run> {
  Object.assign(printed, { stdout: "", stderr: "" });
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await main(args);
    return { ...printed, exitCode: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
  }
}

interface Told {
  readonly format: string;
  readonly from: number;
  readonly to: number;
  readonly difference: number;
  readonly terms: readonly {
    readonly axis: string;
    readonly delta: number;
    readonly rows?: readonly number[];
  }[];
}

describe("explain", () => {
  const pair = [
    "torch:labelSmoothing=0.1,ignoreIndex=1",
    "opennmt:labelSmoothing=0.1,ignoreIndex=1",
  ] as const;

  it("prints a table whose last line is the sum of the others, to the last digit", async () => {
    const { stdout, exitCode, stderr } = await explain(...pair);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^torch \(labelSmoothing 0\.1, ignoreIndex 1\) gives 0\.9637535, opennmt .* 0\.9260486: 0\.0377049 less\.\n/,
    );
    const changes = [...stdout.matchAll(/([+-]\d+\.\d+) \|$/gm)].map(([, change]) => change!);
    expect(changes.length).toBe(5);
    const units = changes.map((change) => Math.round(Number(change) * 1e7));
    expect(units.slice(0, -1).reduce((sum, unit) => sum + unit, 0)).toBe(units.at(-1));
  });

  it("gives JSON whose deltas add up to the difference, rows as well if asked for", async () => {
    const { stdout, exitCode } = await explain(...pair, "--json", "--rows");
    expect(exitCode).toBe(0);
    const { format, from, to, difference, terms } = JSON.parse(stdout) as Told;
    expect(format).toBe("smoothproof-explain/1");
    expect(difference).toBe(to - from);
    expect(terms.reduce((sum, { delta }) => sum + delta, 0)).toBeCloseTo(difference, 14);
    const divergence = terms.find(({ axis }) => axis === "divergence")!;
    expect(divergence.rows!.reduce((sum, row) => sum + row, 0)).toBeCloseTo(divergence.delta, 14);
  });

  it("reads standard input, and says where nothing differs", async () => {
    const { stdout, exitCode } = await smoothproof(
      ["explain", "--from", "equation1", "--to", "tfjs-softmax", "--input", "-"],
      JSON.stringify(SAMPLE),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^equation1 gives 1\.\d+, tfjs-softmax 1\.\d+: no difference\.\n/);
  });

  it("walks to the number in the file, and names what gives it", async () => {
    const { stdout, exitCode } = await explain("torch:labelSmoothing=0.1", "loss");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\| target rule \|.*a\/\(K-1\) off the target/);
    expect(stdout).toMatch(/The number is what simple \(labelSmoothing 0\.1.*\) gives/);
  });

  it("says perhaps where other definitions give the number as well", async () => {
    const { stdout } = await explain("torch:labelSmoothing=0.1", "3.14159265");
    expect(stdout).toMatch(
      /^Perhaps the number is what .*; \d+ more, .* at a label smoothing of two decimals/m,
    );
  });

  it("exits 1 where no definition gives the number", async () => {
    const { stdout, exitCode } = await explain("torch:labelSmoothing=0.1", "123.456789");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch("| unexplained |");
  });
});

describe("docs/explain.md", () => {
  it("shows what its command prints for its input", async () => {
    const page = readFileSync(new URL("../../docs/explain.md", import.meta.url), "utf8");
    const [, command = ""] = /npx smoothproof (explain .*)--input batch.json\n/.exec(page) ?? [];
    const [, printed = ""] = /```\n(torch \(labelSmoothing[\s\S]*?)```/.exec(page) ?? [];
    const [, batch = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    const { stdout } = await inProcess([...command.trim().split(" "), "--input", file("batch.json", batch)]);
    expect(stdout).toBe(printed);
  });
});

describe("convert", () => {
  it("says how exact it is, in words and as JSON", async () => {
    const args = ["convert", "0.1", "--from", "simple", "--to", "equation1", "--classes", "3"];
    const text = await inProcess(args);
    expect([text.exitCode, text.stdout]).toEqual([
      0,
      "simple 0.1 is equation1 0.15, at 3 classes\n  exact in value and gradient\n",
    ]);
    const json = await inProcess([...args, "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      format: "smoothproof-convert/1",
      alpha: 0.15,
      exact: "value and gradient",
    });
  });

  it("exits 1 for what cannot be converted, with the reason and the residual", async () => {
    const args = ["convert", "0.1", "--from", "opennmt", "--to", "torch", "--classes", "12", "--json"];
    const { stdout, exitCode } = await inProcess(args);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      alpha: 0.12,
      exact: false,
      reason: expect.stringMatching("no mass"),
    });
  });
});

describe("floor", () => {
  it("prints the number that loss curves do not fall below", async () => {
    const args = ["floor", "--variant", "simple", "--classes", "10", "--label-smoothing", "0.1"];
    const { stdout, exitCode } = await inProcess(args);
    expect([exitCode, stdout]).toEqual([
      0,
      "simple (labelSmoothing 0.1), in nats\n  floor            0.544805431\n",
    ]);
    const json = await inProcess([...args, "--json"]);
    expect((JSON.parse(json.stdout) as { floor: number }).floor).toBeCloseTo(0.5448054, 7);
  });

  it("says what one loss cannot tell", async () => {
    const args = [
      "floor",
      "--variant",
      "torch",
      "--classes",
      "10",
      "--label-smoothing",
      "0.1",
      "--loss",
      "2",
    ];
    const { stdout } = await inProcess(args);
    expect(stdout).toMatch("excess           1.49971196");
    expect(stdout).toMatch("cannot be recovered from this number alone");
  });

  it("gives unsmoothed loss and perplexity from the numbers themselves", async () => {
    const args = ["floor", "--variant", "torch", "--label-smoothing", "0.1", "--input", INPUT, "--json"];
    const { stdout } = await inProcess(args);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      ...["format", "floor", "loss", "excess", "nll", "perplexity"],
    ]);
  });

  it("has a word for every number that JSON has no digits for", async () => {
    const ignored = file("ignored.json", { logits: [[1, 2, 3]], target: [-100] });
    const sides = ["floor", "--variant", "torch:labelSmoothing=0.1", "--json"];
    expect(JSON.parse((await inProcess([...sides, "--input", ignored])).stdout)).toMatchObject({
      ...{ floor: "NaN", loss: "NaN", excess: "NaN", nll: "NaN", perplexity: "NaN" },
    });
    const { stdout } = await inProcess([...sides, "--classes", "10", "--loss", "1e308"]);
    expect(JSON.parse(stdout)).toMatchObject({ range: { perplexity: [1, "Infinity"] } });
  });

  it("has a word for no floor that JSON can hold", async () => {
    const args = ["floor", "--variant", "simple", "--classes", "5", "--label-smoothing", "1.1", "--json"];
    expect(JSON.parse((await inProcess(args)).stdout)).toMatchObject({ floor: "-Infinity" });
  });
});

describe("what cannot be done is one line and exit 2", () => {
  const nan = file("nan.json", { logits: [["NaN", 1]], target: [0] });
  const narrow = file("narrow.json", { logits: [[1, 2]], target: [4] });
  const empty = file("empty.json", "");
  it.each<[string, readonly string[], RegExp]>([
    [
      "an unknown variant",
      ["explain", "--from", "torhc", "--to", "simple", "--input", INPUT],
      /--from: expected one of .*Did you mean torch\?/,
    ],
    [
      "an option it lacks",
      ["explain", "--from", "torch:smoothing=0.1", "--to", "simple", "--input", INPUT],
      /--from: torch: expected option=value with one of labelSmoothing, .*got "smoothing=0.1"/,
    ],
    [
      "an option twice",
      ["explain", "--from", "torch:ignoreIndex=1,ignoreIndex=2", "--to", "simple", "--input", INPUT],
      /ignoreIndex: expected once, got twice/,
    ],
    [
      "no value",
      ["explain", "--from", "torch:labelSmoothing", "--to", "simple", "--input", INPUT],
      /expected option=value/,
    ],
    [
      "a smoothing outside its domain",
      ["explain", "--from", "torch:labelSmoothing=1.5", "--to", "simple", "--input", INPUT],
      /--from torch \(labelSmoothing 1.5\): labelSmoothing: expected a number not above 1, got 1.5/,
    ],
    [
      "a required option",
      ["explain", "--from", "torch", "--to", "opennmt", "--input", INPUT],
      /--to opennmt: labelSmoothing: expected a number in \(0, 1\], got none/,
    ],
    [
      "K that does not match",
      [
        "explain",
        "--from",
        "torch",
        "--to",
        "opennmt:labelSmoothing=0.1,numClasses=7,ignoreIndex=0",
        "--input",
        INPUT,
      ],
      /--to opennmt .*: expected 7 classes as numClasses says, got 5/,
    ],
    [
      "NaN",
      ["explain", "--from", "torch", "--to", "simple", "--input", nan],
      /^from: expected a finite loss on this input, got NaN/,
    ],
    [
      "a class that is none",
      ["explain", "--from", "torch", "--to", "simple", "--input", narrow],
      /target: expected class indices in \[0, 1\], got 4/,
    ],
    [
      "an empty file",
      ["explain", "--from", "torch", "--to", "simple", "--input", empty],
      /empty\.json: expected .*got an empty file/,
    ],
    [
      "no file",
      ["explain", "--from", "torch", "--to", "simple", "--input", join(folder, "none.json")],
      /cannot be read: no such file or folder\n$/,
    ],
    [
      "two digits",
      ["explain", "--from", "torch", "--to", "1.6", "--input", INPUT],
      /^to: expected at least 3 digits, got 1\.6, which many definitions give/,
    ],
    [
      "a number that the file lacks",
      ["explain", "--from", "torch", "--to", "loss", "--input", nan],
      /--from torch|--to loss: expected a loss/,
    ],
    [
      "no reduction",
      ["explain", "--from", "torch:reduction=none", "--to", "torch", "--input", INPUT],
      /from: expected one loss, got one per row/,
    ],
    [
      "alpha outside the domain",
      ["convert", "1.5", "--from", "torch", "--to", "simple", "--classes", "5"],
      /alpha: expected a number not above 1 for torch, got 1.5/,
    ],
    [
      "alpha that is no number",
      ["convert", "abc", "--from", "torch", "--to", "simple", "--classes", "5"],
      /expected a number, got "abc"/,
    ],
    [
      "no classes",
      ["convert", "0.1", "--from", "torch", "--to", "simple", "--classes", "0"],
      /classes: expected a whole number of at least 1, got 0/,
    ],
    [
      "a class count that divides by zero",
      ["convert", "0.1", "--from", "torch", "--to", "simple", "--classes", "1"],
      /classes: expected an integer other than 1 for simple/,
    ],
    [
      "a floor without K",
      ["floor", "--variant", "torch", "--label-smoothing", "0.1"],
      /--classes: expected a number of classes, or --input/,
    ],
    [
      "a floor without smoothing",
      ["floor", "--variant", "torch", "--classes", "3"],
      /--label-smoothing: expected a number, got none/,
    ],
    [
      "a loss below the floor",
      ["floor", "--variant", "torch", "--classes", "10", "--label-smoothing", "0.1", "--loss", "0.3"],
      /loss: expected a mean loss of at least the floor 0.500288, got 0.3/,
    ],
    [
      "a floor at two smoothings",
      [
        ...["floor", "--variant", "torch:labelSmoothing=0.3", "--label-smoothing", "0.1"],
        ...["--classes", "5"],
      ],
      /--label-smoothing: expected 0.3, as --variant says, or none, got 0.1/,
    ],
    [
      "a floor of other classes than its input's",
      ["floor", "--variant", "torch:labelSmoothing=0.3", "--input", INPUT, "--classes", "7"],
      /--classes: expected 5, as --input has, or none, got 7/,
    ],
    [
      "two smoothings to convert",
      ["convert", "0.1", "--from", "torch:labelSmoothing=0.2", "--to", "simple", "--classes", "5"],
      /from: expected no labelSmoothing beside alpha 0.1, got 0.2/,
    ],
    [
      "a smoothing to convert to",
      ["convert", "0.1", "--from", "torch", "--to", "simple:labelSmoothing=0.1", "--classes", "5"],
      /to: expected no labelSmoothing, which is what is looked for, got 0.1/,
    ],
    [
      "two class counts",
      ["convert", "0.1", "--from", "simple:numClasses=7", "--to", "torch", "--classes", "10"],
      /classes: expected 7, as numClasses of simple says, got 10/,
    ],
    [
      "a loss and its input",
      ["floor", "--variant", "torch", "--label-smoothing", "0.1", "--input", INPUT, "--loss", "2"],
      /--loss: expected none with --input/,
    ],
  ])("%s", async (_, args, says) => {
    const { exitCode, stdout, stderr } = await inProcess(args);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });
});
