/** What `conformance` says of an implementation before it judges it. */
import { describe, expect, test } from "vitest";
import { BACKENDS } from "../../src/backends/index.ts";
import type { Answer } from "../../src/compare/verdict.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { askFirst } from "../../src/identify/ask-first.ts";
import { variantById } from "../../src/variants/index.ts";

const { loss: textbook } = await import(new URL("../../examples/my-loss.js", import.meta.url).href);
const torch = variantById("torch")!;

/** A function of the inputs and the options; what it throws is a refusal without a code, as a module's host has it. */
const program = (loss: (inputs: Call["inputs"], options: Call["options"]) => number) => ({
  answer: ({ inputs, options, dtype }: Call): Answer => {
    try {
      const data = Float64Array.of(loss(inputs, options));
      return { kind: "result", loss: { dtype, shape: [], data } };
    } catch (error) {
      return { kind: "error", phase: "call", code: "exception", message: String(error) };
    }
  },
});

describe("the first sentence", () => {
  test("the README's wrong loss: whose it is, where the mass goes, and what it lacks", async () => {
    const impression = await askFirst(program(textbook), torch);
    expect(impression?.isMeant).toBe(false);
    expect(impression?.match?.variant).toBe("simple");
    expect(impression?.says).toBe(
      "Your loss is that of the tutorials' LabelSmoothingLoss, a/(K-1) off the target, not PyTorch CrossEntropyLoss. " +
        "Not implemented: weights, ignored rows, class probabilities, more than two axes, other reductions.",
    );
  });

  test("a loss that does not look at what it is given is not searched for", async () => {
    expect(
      await askFirst(
        program(() => 1),
        torch,
      ),
    ).toMatchObject({
      match: undefined,
      says: "It is asked for PyTorch CrossEntropyLoss, and gives 1 whatever it is given.",
    });
  });

  test("a right loss that implements everything lacks nothing", async () => {
    const impression = await askFirst(await BACKENDS.js("0"), torch);
    expect(impression).toMatchObject({
      isMeant: true,
      lacks: [],
      says: "Your loss is PyTorch CrossEntropyLoss.",
    });
  });

  test("a right loss of one form, which throws a TypeError at others", async () => {
    const plain = program(({ logits, target, weight }, { labelSmoothing = 0, reduction, ignoreIndex }) => {
      if (weight !== undefined || reduction !== undefined || ignoreIndex !== undefined)
        throw new TypeError("expected nothing else");
      const [rows, classes, more] = logits!.shape as [number, number, number?];
      if (more !== undefined || target!.dtype !== "int64") throw new TypeError("expected class indices");
      let sum = 0;
      for (let row = 0; row < rows; row += 1) {
        const x = Array.from(logits!.data.slice(row * classes, (row + 1) * classes));
        const log = Math.log(x.reduce((total, each) => total + Math.exp(each), 0));
        x.forEach((each, k) => {
          const a = Number(labelSmoothing);
          sum += ((k === target!.data[row] ? 1 - a : 0) + a / classes) * (log - each);
        });
      }
      return sum / rows;
    });
    const impression = await askFirst(plain, torch);
    expect(impression?.isMeant).toBe(true);
    expect(impression?.lacks).toEqual([
      "weights",
      "ignored rows",
      "class probabilities",
      "more than two axes",
      "other reductions",
    ]);
  });

  test("one that breaks down is left to the judging", async () => {
    const broken = { answer: (): Answer => ({ kind: "errored", message: "it crashed" }) };
    expect(await askFirst(broken, torch)).toBeUndefined();
  });
});
