/** `smoothproof identify --input`: files, screens and exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Identity } from "../../src/identify/identify.ts";
import { npyBytes } from "../formats/npy-bytes.ts";
import { smoothproof } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-identify-input-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** paiml/aprender#2199. */
const CALL = { logits: [[2, 1, 0, -1, 0.5]], target: [0] };

/** Of torch 2.15.0 at smoothing 0.1, in float64. */
const GRADIENT = [
  [-0.35697876818581564, 0.18712393612745928, 0.05619663787579923, 0.008031176560891778, 0.10562701762166522],
];

const TWO = {
  logits: [
    [1, 2, 3],
    [1, 2, 0],
  ],
  target: [0, 1],
  loss: 2.41234,
};

const identify = (input: unknown, ...args: readonly string[]): ReturnType<typeof smoothproof> =>
  smoothproof(
    ["identify", "--input", "-", ...args],
    typeof input === "string" ? input : JSON.stringify(input),
  );

describe("a screen", () => {
  test("one answer: a mistake, where it was seen, and exit 1", async () => {
    const { stdout, exitCode } = await identify({ ...CALL, loss: 2.383988 });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^PyTorch CrossEntropyLoss\(label_smoothing=0\.1\), but .* \(mutant kept-mass-spread; seen in paiml\/aprender#2199\).*; id torch, labelSmoothing 0\.1\n/,
    );
    expect(stdout).toContain("one row cannot tell the reduction");
  });

  test("two names of one function at five classes, and an input of more classes that tells them apart", async () => {
    const { stdout, exitCode } = await identify({ ...CALL, loss: 0.7244379 });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^PyTorch CrossEntropyLoss\(label_smoothing=0\.1\); the same as .* and \d+ others; id torch, labelSmoothing 0\.1\n/,
    );
    expect(stdout).toContain("LabelSmoothingLoss(smoothing=0.08, classes=5) is the same function");
    const json = await identify({ ...CALL, loss: 0.7244379 }, "--json");
    const { separating } = JSON.parse(json.stdout) as Identity;
    const settled = await identify({ ...separating!.input, loss: separating!.loss![1] });
    expect(settled.stdout).toMatch(
      /^the tutorials' LabelSmoothingLoss\(smoothing=0\.08, classes=6\).*; id simple, labelSmoothing 0\.08/,
    );
    expect(settled.exitCode).toBe(0);
  });

  test("--expect: 0 for what it is, under any of its names, 1 for what it is not", async () => {
    const input = { ...CALL, loss: 0.7244379 };
    const codes = ["torch:labelSmoothing=0.1", "simple:labelSmoothing=0.08", "torch:labelSmoothing=0.2"].map(
      async (expected) => (await identify(input, "--expect", expected)).exitCode,
    );
    expect(await Promise.all(codes)).toEqual([0, 0, 1]);
    const { stdout } = await identify(input, "--expect", "simple:labelSmoothing=0.1");
    expect(stdout).toContain("expected simple (labelSmoothing 0.1), which this is not");
    const unknown = await identify(input, "--expect", "trch");
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toMatch(/^--expect: expected one of .*Did you mean "?torch"?/);
  });

  test("several functions: all of them, an input that tells the first two apart, and exit 2", async () => {
    const open = { ...TWO, loss: "1.2130" };
    const { stdout, exitCode } = await identify(open);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^one of these, the likeliest first:\n/);
    const { ambiguous, separating } = JSON.parse((await identify(open, "--json")).stdout) as Identity;
    expect(ambiguous).toBe(true);
    expect(separating!.loss![0]).not.toEqual(separating!.loss![1]);
  });

  test("few digits: names that people know, what would decide, and exit 2", async () => {
    const { stdout, exitCode } = await identify({ ...CALL, loss: 0.72 });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^one of these, the likeliest first:\n {2}PyTorch CrossEntropyLoss\(/);
    expect(stdout).toContain(
      "one loss of 2 digits may fit by chance; any of these would decide: more digits",
    );
  });

  test("--all: every name of the function", async () => {
    const { stdout } = await identify({ ...CALL, loss: 0.7244379 }, "--all");
    expect(stdout).toContain("timm LabelSmoothingCrossEntropy");
    expect(stdout).not.toMatch(/ and \d+ others/);
  });

  test("single tensors by flags, from .npy and from JSON", async () => {
    const file = (name: string, data: unknown): string => {
      writeFileSync(join(folder, name), JSON.stringify(data));
      return join(folder, name);
    };
    const args = ["--logits", file("logits.json", CALL.logits), "--target", file("target.json", CALL.target)];
    const named = await smoothproof(["identify", ...args, "--loss", "2.383988"]);
    expect(named.stdout).toMatch(/^PyTorch CrossEntropyLoss\(label_smoothing=0\.1\), but .*kept-mass-spread/);
    expect(named.exitCode).toBe(1);
    const bySlope = await smoothproof(["identify", ...args, "--gradient", file("gradient.json", GRADIENT)]);
    expect(bySlope.stdout).toMatch(/^PyTorch CrossEntropyLoss\(label_smoothing=0\.1\);/);
    const stray = await smoothproof(["identify", "--loss", "1.5", "--module", "x.mjs"]);
    expect(stray.stderr).toContain("--loss: expected with --logits, --log-probs or --probs");
    expect(stray.exitCode).toBe(2);
  });

  test("a right loss with another sign of its gradient: the mistake, and exit 1", async () => {
    const gradient = [[0.37, -0.16, -0.07, -0.04, -0.1]];
    const { stdout, exitCode } = await identify({
      ...CALL,
      loss: 0.7244379396277961,
      gradient: GRADIENT.map((row) => row.map((g) => -g)),
      options: { labelSmoothing: 0.1 },
    });
    expect(stdout).toMatch(
      /^PyTorch CrossEntropyLoss\(label_smoothing=0\.1\), but a gradient with the wrong sign \(mutant gradient-sign\)/,
    );
    expect(exitCode).toBe(1);
    const differs = await identify({ ...CALL, loss: 0.7244379396277961, gradient });
    expect(differs.stdout).toContain("the gradient is neither that of this loss");
    expect(differs.exitCode).toBe(1);
  });

  test("no answer: the nearest in one line, and exit 2", async () => {
    const { stdout, stderr, exitCode } = await identify({ ...CALL, loss: 99.12345678 });
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toMatch(
      /^--input: standard input: loss: none of \d+ candidates gives it at any smoothing in \[0, 1\]; nearest: .*, which gives \d/,
    );
    expect(stderr).toContain("Are the numbers of this very input?");
    expect(stderr).not.toContain("\n");
    const json = await identify({ ...CALL, loss: 99.12345678 }, "--json");
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ matches: [], ambiguous: false });
  });

  test("it has at most 16 lines, whatever there is to say", async () => {
    const { stdout, exitCode } = await identify({ ...CALL, loss: 0.69812 });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("and ");
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(16);
  });
});

describe("files", () => {
  test("JSON has matches, ambiguous and note", async () => {
    const { stdout } = await identify(
      { ...CALL, loss: 0.7244379, options: { labelSmoothing: 0.1 } },
      "--json",
    );
    const { matches, ambiguous, note } = JSON.parse(stdout) as Identity;
    expect([matches.length, ambiguous, typeof note]).toEqual([1, false, "string"]);
    expect(matches[0]).toMatchObject({ variant: "torch", options: { labelSmoothing: 0.1 } });
    expect(matches[0]?.worstUlp).toBeTypeOf("number");
  });

  test(".npy files stand in for tensors", async () => {
    writeFileSync(join(folder, "logits.npy"), npyBytes(Float32Array.of(2, 1, 0, -1, 0.5), [1, 5]));
    const path = join(folder, "input.json");
    writeFileSync(path, JSON.stringify({ logits: "logits.npy", target: [0], loss: 2.383988 }));
    const { stdout, exitCode } = await smoothproof(["identify", "--input", path]);
    expect(stdout).toContain("kept-mass-spread");
    expect(exitCode).toBe(1);
  });
});

describe("bad input is one line that says what would help, and exit 2", () => {
  test.each([
    ["an empty file", "", /got an empty file/],
    ["no JSON", "{logits", /expected JSON/],
    [
      "no loss",
      { ...CALL },
      /loss: expected a number, or one per row, got none, and no gradient in its place/,
    ],
    [
      "a gradient of another shape",
      { ...CALL, gradient: [[1, 2]] },
      /gradient: expected the shape of logits/,
    ],
    ["an infinite gradient", { ...CALL, gradient: [[1, 2, 3, 4, "Infinity"]] }, /gradient: expected/],
    ["NaN", { ...CALL, loss: "NaN" }, /loss: expected finite numbers, got NaN\. .* a finite loss/],
    [
      "another number of losses",
      { ...CALL, loss: [1.5, 2.5, 3.5] },
      /loss: expected one number, or one per row \(1\)/,
    ],
    [
      "a target of another shape",
      { logits: [[1, 2, 3]], target: [0, 1], loss: 1.5 },
      /target: expected indices \[1\]/,
    ],
    [
      "a class that is none",
      { logits: [[1, 2, 3]], target: [3], loss: 1.5 },
      /target: expected class indices in \[0, 2\]/,
    ],
    [
      "weights for other classes",
      { ...CALL, weight: [1, 2], loss: 1.5 },
      /weight: expected shape \[5\], one per class/,
    ],
    [
      "an option no variant has",
      { ...CALL, loss: 1.5, options: { smoothing: 0.1 } },
      /options\.smoothing: expected one of .* for any variant/,
    ],
    [
      "an option the variant lacks",
      { ...CALL, loss: 1.5, variant: "simple", options: { ignoreIndex: 1 } },
      /options\.ignoreIndex: expected one of .* for simple/,
    ],
    [
      "a variant that is none",
      { ...CALL, loss: 1.5, variant: "torhc" },
      /variant: expected one of .*, got "torhc"\. Did you mean torch\?/,
    ],
    [
      "an option nobody has, but nearly",
      { ...CALL, loss: 1.5, options: { labelSmothing: 0.1 } },
      /options\.labelSmothing: expected one of .* for any variant\. Did you mean labelSmoothing\?/,
    ],
    [
      "another class count",
      { ...TWO, variant: "simple", options: { numClasses: 7 } },
      /options\.numClasses: expected 3, the classes of logits \[2, 3\], got 7/,
    ],
    [
      "a reduction that leaves two losses, and one given",
      { ...TWO, variant: "torch", options: { reduction: "none" } },
      /options\.reduction: expected a value that fits 1 loss of logits \[2, 3\] and this target, or none, got "none"/,
    ],
    [
      "a reduction that is none",
      { ...TWO, options: { reduction: "bogus" } },
      /options\.reduction: expected mean or sum or .*, got "bogus"/,
    ],
    [
      "an index that is no number",
      { ...TWO, variant: "torch", options: { ignoreIndex: "x" } },
      /options\.ignoreIndex: expected an integer, got "x"/,
    ],
    [
      "options that no variant has together",
      { ...TWO, options: { numClasses: 3, fromLogits: true } },
      /options\.numClasses: expected a value that fits 1 loss/,
    ],
    ["options that are none", { ...TWO, options: 3 }, /: options: expected an object, got 3/],
    [
      "an option that is a list",
      { ...TWO, options: { labelSmoothing: [0.1] } },
      /: options\.labelSmoothing: expected a number or a string or true or false, got an array/,
    ],
    ["a weight that is NaN", { ...TWO, weight: [1, "NaN", 3] }, /weight: expected finite numbers, got NaN/],
    [
      "an infinite weight",
      { ...TWO, weight: [1, 2, "Infinity"] },
      /weight: expected finite numbers, got Infinity/,
    ],
    [
      "a row's weight that is NaN",
      { ...TWO, sampleWeight: ["NaN", 1] },
      /sampleWeight: expected finite numbers, got NaN/,
    ],
    [
      "more weights than rows",
      { ...CALL, loss: 1.2345, sampleWeight: [1, 2] },
      /sampleWeight: expected shape \[1\], one per row of logits \[1, 5\], or one that broadcasts to it, got \[2\]/,
    ],
    [
      "fractional indices",
      { ...CALL, target: [0.5], loss: 1.2345 },
      /target: expected whole class indices, got 0\.5/,
    ],
    [
      "NaN in a distribution",
      { ...CALL, target: [["NaN", 0, 0, 0, 1]], loss: 1.2345 },
      /target: expected finite numbers, got NaN/,
    ],
    ["a field that is none", { ...CALL, los: 1.5 }, /los: expected one of .*Did you mean loss\?/],
    [
      "a smoothing outside [0, 1]",
      { ...CALL, loss: 1.5, options: { labelSmoothing: 1.5 } },
      /options\.labelSmoothing: expected a number in \[0, 1\], got 1\.5/,
    ],
  ])("%s", async (_, input, says) => {
    const { stdout, stderr, exitCode } = await identify(input);
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("\n");
  });
});
