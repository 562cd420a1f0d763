/** `smoothproof identify --module` and `--exec`: what modules and programs compute, in at most eight calls. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { smoothproof } from "./run.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SERVE = `node ${path("../../bin/smoothproof.js")} serve`;
const WRONG = `node ${path("../adapters/ready/wrong.mjs")}`;

const TFJS = `node ${path("../adapters/ready/tfjs_builtins.mjs")}`;

/** Calls that finding out may cost. */
const MOST_CALLS = 8;

interface Identified {
  readonly format: string;
  readonly matches: readonly {
    readonly variant: string;
    readonly options: { readonly [option: string]: unknown };
    readonly mutant?: { readonly id: string };
    readonly sameAs: readonly { readonly variant: string }[];
  }[];
  readonly ambiguous: boolean;
  readonly note: string;
  readonly asked: number;
}

async function identify(
  ...args: readonly string[]
): Promise<Identified & { readonly exitCode: number | undefined }> {
  const { stdout, stderr, exitCode } = await smoothproof(["identify", ...args, "--json"]);
  expect(stderr).toBe("");
  const identified = JSON.parse(stdout) as Identified;
  expect(identified.format).toBe("smoothproof-identify/1");
  expect(identified.asked).toBeLessThanOrEqual(MOST_CALLS);
  return { ...identified, exitCode };
}

describe("modules", () => {
  test("one that takes the smoothing it is given, and nothing else", async () => {
    const { matches, note, exitCode } = await identify("--module", path("losses/simple.mjs"));
    expect(matches[0]).toMatchObject({ variant: "simple", options: { labelSmoothing: "input" } });
    expect(note).toContain("weights and ignoreIndex made no difference");
    expect(exitCode).toBe(0);
  });

  test("one that has a smoothing of its own", async () => {
    const { matches, note, exitCode } = await identify("--module", path("losses/own-smoothing.mjs"));
    expect(matches[0]).toMatchObject({ variant: "simple", options: { labelSmoothing: 0.1 } });
    expect(note).toContain("it does not use the labelSmoothing it is given");
    expect(exitCode).toBe(0);
  });

  test("one that is no known loss", async () => {
    const { matches, note, exitCode } = await identify("--module", path("losses/squared.mjs"));
    expect([matches.length, exitCode]).toEqual([0, 2]);
    expect(note).toContain("no known loss, right or wrong, gives these numbers");
  });

  test("one whose answers cannot all be used is not right, whatever the others are", async () => {
    const program = `node ${path("../adapters/hostile/wrong-shapes.mjs")}`;
    const { matches, note, exitCode } = await identify("--exec", program);
    expect(matches[0]).toMatchObject({ variant: "torch" });
    expect(note).toMatch(
      /2 of its answers cannot be used: the adapter's gradient cannot be read: expected 42 values/,
    );
    expect(exitCode).toBe(1);
  });

  test("one that refuses everything is no module to identify", async () => {
    const { stdout, stderr, exitCode } = await smoothproof([
      "identify",
      "--module",
      path("losses/refuses.mjs"),
    ]);
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toBe("--module: it answers none of 4 calls of torch: not today");
  });
});

/** Variants that do on purpose what is a mistake in another. */
const AS_IT_SHOULD_BE: { readonly [mutant: string]: string } = {
  "ignored-rows-in-denominator": "burn-0.21",
};

/** Core variants that a dialect is another name of. */
const SAME_FUNCTION: { readonly [dialect: string]: string } = { joeynmt: "opennmt", burn: "torch" };

describe("programs", () => {
  const CORE = [
    "equation1",
    "keras-binary",
    "keras-categorical",
    "opennmt",
    "simple",
    "tfjs-sigmoid",
    "tfjs-softmax",
    "torch",
  ];

  test.each(CORE)("our own %s", async (id) => {
    const { matches, exitCode } = await identify("--exec", SERVE, "--as", id);
    expect(
      matches.flatMap(({ variant, sameAs }) => [variant, ...sameAs.map((other) => other.variant)]),
    ).toContain(id);
    expect(matches[0]?.options.labelSmoothing).toBe("input");
    expect(exitCode).toBe(0);
  });

  test.each(["nemo", "espnet", "opennmt-tf", "joeynmt", "burn", "burn-0.21"])(
    "our own dialect %s",
    async (id) => {
      const { matches, exitCode } = await identify("--exec", SERVE, "--as", id);
      const { variant, options } = matches[0]!;
      expect(variant).toBe(SAME_FUNCTION[id] ?? id);
      expect(options.labelSmoothing).toBe("input");
      expect(exitCode).toBe(0);
    },
  );

  test.each([
    "target-off-target",
    "kept-mass-spread",
    "weights-on-true-class-only",
    "ignored-rows-in-denominator",
    "kl-for-cross-entropy",
    "log-base-2",
  ])("the mistake %s", async (id) => {
    const { matches, exitCode } = await identify("--exec", `${WRONG} ${id}`, "--as", "torch");
    const names = matches.map(({ mutant, variant }) => mutant?.id ?? variant);
    // A mistake may be another variant as it should be.
    const variant = AS_IT_SHOULD_BE[id];
    expect(names[0]).toBe(variant ?? id);
    expect(exitCode).toBe(variant === undefined ? 1 : 0);
  });

  test.each([
    [["--exec", SERVE, "--as", "torhc"], /^--as: expected one of .*, got torhc\. Did you mean torch\?$/],
    [["--exec", TFJS, "--as", "nemo"], /^--as: expected a variant it has \(.*tfjs-softmax.*\), got nemo$/],
    [["--exec", "no-such-program-at-all"], /^--exec: /],
    [
      ["--exec", SERVE, "--module", "x.mjs"],
      /^expected one of --input, --logits, --log-probs, --probs, --module, --exec, --onnx, got --module and --exec$/,
    ],
    [[], /^expected one of --input, --logits, --log-probs, --probs, --module, --exec, --onnx, got none$/],
  ])("%j is wrong usage, in one line", async (args, says) => {
    const { stdout, stderr, exitCode } = await smoothproof(["identify", ...args]);
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("\n");
  });
});
