/** What a caller did not give is not taken from anywhere else, and what is refused is refused when the source does. */
import { afterEach, describe, expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import { criterionOf } from "../../src/definition/criterion.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import { ALL_LINKS } from "../../src/loss/backend.ts";
import { VARIANTS, variantById } from "../../src/variants/index.ts";

/** A small call that every record takes. */
function lossOf(record: VariantRecord): readonly number[] {
  const { accepts, axes, options } = record;
  const nest = <T>(value: T): T | T[] => (accepts.rank.least === 3 ? [value] : value);
  const logits = [
    [0.5, 0.25, 0.25],
    [0.25, 0.5, 0.25],
  ];
  const input = axes.input === "logProbs" ? logits.map((row) => row.map(Math.log)) : logits;
  const target = accepts.targets.includes("indices")
    ? [0, 1]
    : [
        [1, 0, 0],
        [0, 1, 0],
      ];
  const criterion = criterionOf(
    record,
    ...ALL_LINKS,
  )({
    labelSmoothing: 0.25,
    ...(Object.hasOwn(options, "numClasses") ? { numClasses: 3 } : {}),
    ...(Object.hasOwn(options, "ignoreIndex") ? { ignoreIndex: 2 } : {}),
  });
  return [...criterion.loss(nest(input), nest(target)).data];
}

const OPTIONS = [...new Set(VARIANTS.flatMap(({ options }) => Object.keys(options)))];
const polluted = Object.prototype as { [name: string]: unknown };

describe("an enumerable property on Object.prototype", () => {
  const names = ["anything", "weight", "sampleWeight", "upstream", ...OPTIONS];

  afterEach(() => {
    for (const name of names) delete polluted[name];
  });

  it.each(names)("%s changes no loss", (name) => {
    const before = VARIANTS.map(lossOf);
    polluted[name] = 0.75;
    expect(VARIANTS.map(lossOf)).toEqual(before);
  });
});

describe("options", () => {
  const torch = variantById("torch")!;

  it("that an object inherits are refused with the object", () => {
    const inherited = Object.create({ labelSmoothing: 0.5 }) as object;
    expect(() => bind(torch, inherited as never)).toThrow(/^options: expected an object with labelSmoothing/);
  });

  it("are read once: what is changed later changes nothing", () => {
    const options = { labelSmoothing: 0.1 };
    const bound = bind(torch, options);
    options.labelSmoothing = 0.9;
    expect(bound.call({ input: [[1, 2]], target: [0] }).labelSmoothing).toBe(0.1);
  });

  it("with names of Object.prototype are no choices", () => {
    const bound = bind(torch, { reduction: "constructor" });
    expect(() => bound.call({ input: [[1, 2]], target: [0] })).toThrow(
      'reduction: expected mean, sum or none, got "constructor"',
    );
  });

  it("that the source refuses when it is called are refused then", () => {
    const bound = bind(torch, { labelSmoothing: 1.5 });
    expect(bound.values.labelSmoothing).toBe(1.5);
    expect(() => bound.checkCalled()).toThrow("labelSmoothing: expected a number not above 1, got 1.5");
    expect(() => bound.call({ input: [[1, 2]], target: [0] })).toThrow("labelSmoothing: expected");
  });
});

describe("weights in another shape than the source reads", () => {
  const ones = (...shape: number[]) => ({
    shape,
    data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1),
  });
  const indices = (...shape: number[]) => ({
    shape,
    data: new Int32Array(shape.reduce((a, b) => a * b, 1)),
  });

  it.each([
    ["mmpretrain-multi-label", {}, [2, 3], [2], [3], [2, 3]],
    ["mmpretrain", { useSigmoid: true }, [2, 3], [2], [3], [2, 3]],
    ["opennmt-tf", {}, [2, 4, 3], [2, 4], [2, 1], [2, 4]],
  ] as const)("%s %j", (id, options, logits, target, right, wrong) => {
    const bound = bind(variantById(id)!, { labelSmoothing: 0.1, ...options });
    const given = { input: ones(...logits), target: indices(...target) };
    expect(() => bound.call({ ...given, weight: ones(...right) })).not.toThrow();
    expect(() => bound.call({ ...given, weight: ones(...wrong) })).toThrow(
      /^(weight|sampleWeight): expected/,
    );
  });
});

describe("an ignored row whose target is no class", () => {
  const rows = {
    input: [
      [0.5, 0.25],
      [0.25, 0.5],
    ] as never,
  };
  const call = (id: string, ignoreIndex: number) =>
    bind(variantById(id)!, { labelSmoothing: 0.1, ignoreIndex }).call({ ...rows, target: [0, ignoreIndex] });

  it("may be negative in transformers, which takes 0 for it, and not beyond the classes", () => {
    expect(() => call("huggingface", -1)).not.toThrow();
    expect(() => call("huggingface", 2)).toThrow("target: expected class indices in [0, 1], got 2");
    expect(() => call("torch", 2)).not.toThrow();
  });

  it("may lie beyond the classes in tinygrad, where -1 means that none is ignored", () => {
    expect(() => call("tinygrad-sparse", 2)).not.toThrow();
    expect(() => call("tinygrad-sparse", -1)).toThrow("target: expected class indices in [0, 1], got -1");
  });
});
