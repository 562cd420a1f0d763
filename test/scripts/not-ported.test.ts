import { describe, expect, it } from "vitest";
import { NOT_PORTED, type RowFormula } from "../../scripts/pages/variants/not-ported.ts";
import { notPortedList } from "../../scripts/pages/variants/not-ported-section.ts";
import { ENGLISH } from "../../scripts/pages/words/english.ts";
import { KOREAN } from "../../scripts/pages/words/korean.ts";
import { KOREAN_TEXTS } from "../../scripts/pages/words/records-korean.ts";
import { bind } from "../../src/definition/bind.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import { VARIANTS, variantById } from "../../src/variants/index.ts";

const LOGITS = [0.5, -1.25, 2, 0.75];
const TRUE_CLASS = 1;

/** Written as the sources write a row's loss. */
const FORMULAS: { readonly [row in RowFormula]: (logP: readonly number[], a: number) => number } = {
  uniform: (logP, a) => (1 - a) * -logP[TRUE_CLASS]! - (a * sum(logP)) / logP.length,
  "off-target-divergence": (logP, a) => {
    const [on, off] = [1 - a, a / (logP.length - 1)];
    const entropy = -(on * Math.log(on) + (logP.length - 1) * off * Math.log(off));
    return -on * logP[TRUE_CLASS]! - off * (sum(logP) - logP[TRUE_CLASS]!) - entropy;
  },
};

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe.each(NOT_PORTED)("$name", ({ name, what, because, source }) => {
  it("names a version or commit, and lines", () => {
    expect(source.lines).toMatch(/^\d+-\d+( and \d+-\d+)*$/);
    expect(source.version).toMatch(/^\d+(\.\d+)+$|^[0-9a-f]{12}$/);
    if (!source.version.includes(".")) expect(source.commit.slice(0, 12)).toBe(source.version);
  });

  it("is said in both languages", () => {
    for (const text of [what, because]) expect(KOREAN_TEXTS.notPorted).toHaveProperty([text]);
    for (const words of [ENGLISH, KOREAN])
      expect(notPortedList(words)).toContain(`**${words.ofRecord(name)}**`);
  });
});

it.each(NOT_PORTED.filter(({ same }) => same !== undefined))(
  "$name: the same function as the variant it names",
  ({ same }) => {
    const { id, options, row } = same!;
    const record = variantById(id)!;
    const logP = LOGITS.map((x) => x - Math.log(sum(LOGITS.map(Math.exp))));
    const nest = <T>(value: T): T | T[] => (record.accepts.rank.least === 3 ? [value] : value);
    const required = {
      ...("numClasses" in record.options ? { numClasses: LOGITS.length } : {}),
      ...("ignoreIndex" in record.options ? { ignoreIndex: -100 } : {}),
    };
    const input = [record.axes.input === "logits" ? LOGITS : logP.map(Math.exp)];
    const target = record.accepts.targets.includes("indices")
      ? [TRUE_CLASS]
      : [LOGITS.map((_, k) => (k === TRUE_CLASS ? 1 : 0))];
    for (const labelSmoothing of [0.1, 0.25]) {
      const given = { ...required, ...options, labelSmoothing };
      const call = bind(record, given).call({ input: nest(input) as never, target: nest(target) as never });
      expect(evaluate(call).loss.data[0]).toBeCloseTo(FORMULAS[row](logP, labelSmoothing), 9);
    }
  },
);

it("nothing that is a variant is listed as not ported", () => {
  const sources = VARIANTS.map(({ source }) => `${source.repository} ${source.path}`);
  const twice = NOT_PORTED.filter(({ source }) => sources.includes(`${source.repository} ${source.path}`));
  // Parts of a source that a variant was read from: an option left out, or another time.
  expect(twice.map(({ name }) => name)).toEqual([
    "OpenNMT-py since December 2022",
    "Keras SparseCategoricalCrossentropy with label_smoothing",
    "Tensor2Tensor smoothing_cross_entropy with gaussian",
    "the z-loss of T5X",
    "Burn CrossEntropyLoss of probabilities",
  ]);
});
