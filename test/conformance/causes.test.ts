import { describe, expect, it } from "vitest";
import { type Cause, describeBlame } from "../../src/compare/symptom.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { groupByCause, isWrong, withConditions } from "../../src/conformance/causes.ts";
import { conditionsOf } from "../../src/conformance/conditions.ts";
import { like, said, verdict } from "../report/verdicts.ts";

const OTHER: Cause = { symptom: { kind: "another-number", output: "both" } };
const symptom = (kind: "another-number", output: "loss" | "gradient"): Cause => ({
  symptom: { kind, output },
});

/** A verdict on a call of two axes without anything that distinguishes it but its dtype. */
const of = (changes: Partial<Verdict>): Verdict => verdict({ options: {}, message: "said", ...changes });
const failing = (id: string, changes: Partial<Verdict> = {}): Verdict =>
  of({ id, status: "fail", cause: OTHER, ...changes });
const causes = (verdicts: readonly Verdict[]): (string | undefined)[] =>
  withConditions(verdicts).map((each) => (isWrong(each) ? describeBlame(each) : undefined));
const several = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

it("failures and errors are wrong, nothing else is", () => {
  const wrong = (["pass", "fail", "known", "skip", "error", "notJudged"] as const).filter((status) =>
    isWrong({ status }),
  );
  expect(wrong).toEqual(["fail", "error"]);
});

describe("the cause of a failure", () => {
  it("is the mistake that it looks like", () => {
    const looksLike = like("smoothing-missing", "no label smoothing at all");
    expect(causes([failing("a", { looksLike }), of({ id: "b" })])).toEqual([
      "no label smoothing at all",
      undefined,
    ]);
  });

  it("is the symptom alone where nearly all calls fail", () => {
    const verdicts = several(9, (i) => failing(`f${i}`, { flags: ["Large"] }));
    expect(causes([...verdicts, of({ id: "p" })])[0]).toBe("another number");
  });

  it("names what the failing calls have in common and the others have not", () => {
    const verdicts = [
      ...several(3, (i) => failing(`f${i}`, { flags: ["Large"] })),
      ...several(4, (i) => of({ id: `p${i}`, flags: ["Tiny"] })),
    ];
    expect(causes(verdicts).slice(0, 4)).toEqual([
      "another number, where inputs are large",
      "another number, where inputs are large",
      "another number, where inputs are large",
      undefined,
    ]);
  });

  it("names no condition that a tenth of the right calls or more have too", () => {
    const verdicts = (passing: number): Verdict[] => [
      ...several(9, (i) => failing(`f${i}`, { flags: ["Large"] })),
      ...several(passing, (i) => of({ id: `p${i}`, flags: ["Large"] })),
      ...several(9, (i) => of({ id: `q${i}` })),
    ];
    expect(causes(verdicts(1))[0]).toBe("another number, where inputs are large");
    expect(causes(verdicts(2))[0]).toBe("another number, where inputs are large (in no other call)");
  });

  it("names what every wrong answer has and few right ones, sizes and smoothing among it", () => {
    const some = (wrong: Partial<Verdict>, right: Partial<Verdict>): string | undefined =>
      causes([
        ...several(3, (i) => failing(`f${i}`, wrong)),
        ...several(2, (i) => of({ id: `p${i}`, ...wrong })),
        ...several(6, (i) => of({ id: `q${i}`, ...right })),
      ])[0];
    expect(some({ shape: [9, 3] }, { shape: [8, 3] })).toBe(
      "another number, where there are more than 8 rows (in no other call)",
    );
    expect(some({ shape: [2, 33] }, { shape: [2, 32] })).toMatch(/more than 32 classes/);
    expect(some({ options: { labelSmoothing: 0.1 } }, { options: { labelSmoothing: 0 } })).toMatch(
      /^another number, where labelSmoothing is not 0 \(in no other call\)$/,
    );
    expect(some({}, {})).toBe("another number");
  });

  it("names a condition of two calls, and of one no more than its symptom", () => {
    const right = several(9, (i) => of({ id: `p${i}` }));
    const large = several(2, (i) => failing(`f${i}`, { flags: ["Large"] }));
    expect(causes([...large, ...right])[0]).toBe("another number, where inputs are large");
    expect(causes([...large.slice(1), ...right])[0]).toBe("another number");
  });

  it("names several conditions, the most frequent first, for what each covers", () => {
    const verdicts = [
      ...several(2, (i) => failing(`t${i}`, { flags: ["Tiny"] })),
      ...several(3, (i) => failing(`l${i}`, { flags: ["Large"] })),
      failing("n"),
      ...several(9, (i) => of({ id: `p${i}` })),
    ];
    expect(causes(verdicts).slice(0, 6)).toEqual([
      "another number, where inputs are tiny",
      "another number, where inputs are tiny",
      "another number, where inputs are large",
      "another number, where inputs are large",
      "another number, where inputs are large",
      "another number",
    ]);
  });

  it("keeps symptoms apart, and forgets a condition of an earlier grouping", () => {
    const verdicts = [
      ...several(2, (i) => failing(`f${i}`, { cause: { ...said("too few"), condition: "inputs are tiny" } })),
      ...several(2, (i) => failing(`g${i}`, { cause: undefined as never, message: "no answer" })),
      ...several(9, (i) => of({ id: `p${i}`, flags: ["Large"] })),
    ];
    expect(causes(verdicts).slice(0, 4)).toEqual(["too few", "too few", "no answer", "no answer"]);
  });

  it("is looked for backend by backend", () => {
    const verdicts = [
      ...several(3, (i) => failing(`f${i}`, { flags: ["Large"], backend: "js" })),
      ...several(4, (i) => of({ id: `p${i}`, backend: "js" })),
      ...several(4, (i) => of({ id: `q${i}`, flags: ["Large"], backend: "wasm" })),
    ];
    expect(causes(verdicts)[0]).toBe("another number, where inputs are large");
  });

  it("is one for wrong numbers of both outputs that have a condition in common, and no other symptom joins them", () => {
    const loss = { cause: symptom("another-number", "loss"), flags: ["Large"] };
    const gradient = { cause: symptom("another-number", "gradient"), flags: ["Large"] };
    const other = { cause: said("the loss is NaN where a number is due"), flags: ["Large"] };
    const right = several(9, (i) => of({ id: `p${i}` }));
    const large = "where inputs are large";
    expect(
      causes([failing("a", loss), failing("b", gradient), failing("c", other), ...right]).slice(0, 3),
    ).toEqual([
      `another number, ${large}`,
      `another number, ${large}`,
      "the loss is NaN where a number is due",
    ]);
    expect(causes([failing("a", loss), failing("b", loss), ...right]).slice(0, 2)).toEqual([
      `the loss is another number, ${large}`,
      `the loss is another number, ${large}`,
    ]);
    expect(causes([failing("a", loss), ...right])[0]).toBe("the loss is another number");
  });

  it("names a condition of errors as of wrong numbers, and of two that are as frequent the first", () => {
    const right = several(9, (i) => of({ id: `p${i}` }));
    const errors = several(2, (i) => failing(`e${i}`, { status: "error", flags: ["Large", "Tiny"] }));
    expect(causes([...errors, ...right]).slice(0, 2)).toEqual([
      "another number, where inputs are large",
      "another number, where inputs are large",
    ]);
    expect(causes([...errors.slice(1), ...right])[0]).toBe("another number");
  });

  it("counts what neither passed nor failed as neither", () => {
    const verdicts = [
      ...several(3, (i) => failing(`f${i}`, { flags: ["Large"] })),
      ...several(4, (i) => of({ id: `s${i}`, status: "skip", flags: ["Large"] })),
      ...several(4, (i) => of({ id: `p${i}` })),
    ];
    expect(causes(verdicts).slice(0, 4)).toEqual([
      ...several(3, () => "another number, where inputs are large"),
      undefined,
    ]);
  });
});

describe("groups of failures", () => {
  it("are by cause, most frequent first, with ids and tiers", () => {
    const groups = groupByCause([
      failing("a", { cause: said("one") }),
      failing("b", { cause: said("two"), tier: "edge" }),
      failing("c", { cause: said("two"), tier: "core" }),
      failing("d", { cause: said("two"), tier: "edge", status: "error" }),
      of({ id: "e" }),
    ]);
    expect(groups.map(({ cause, members, tiers }) => [cause, members.map(({ id }) => id), tiers])).toEqual([
      ["two", ["b", "c", "d"], { edge: 2, core: 1 }],
      ["one", ["a"], { core: 1 }],
    ]);
  });

  it("name the backend where there are several, and the message where there is no cause", () => {
    expect(
      groupByCause([
        failing("a", { cause: undefined as never, message: "said" }),
        failing("b", { cause: said("one"), backend: "js" }),
      ]).map(({ cause }) => cause),
    ).toEqual(["said", "js: one"]);
  });
});

describe("the conditions of a call", () => {
  it("are its flags, chosen options, odd axes, dtype and tier", () => {
    const call = of({
      flags: ["Ordinary", "OneClass"],
      options: { reduction: "sum", fromLogits: true, labelSmoothing: 0.1, ignoreIndex: null },
      shape: [2, 3, 4],
      dtype: "float64",
      tier: "edge",
    });
    expect(conditionsOf(call)).toEqual([
      "there is one class",
      "reduction is sum",
      "fromLogits is true",
      "the input has 3 axes",
      "the input has more than 2 axes",
      "inputs are float64",
      "inputs are at the edge",
    ]);
    expect(conditionsOf(of({ shape: [3], tier: "refusal" }))).toEqual([
      "the input has 1 axis",
      "inputs are float32",
      "the source refuses",
    ]);
    expect(conditionsOf(of({}))).toEqual(["inputs are float32"]);
  });

  // What fixtures/README.md says of each flag.
  it.each([
    ["AllIgnored", "all rows are ignored"],
    ["BroadcastWeight", "weights are broadcast"],
    ["ClassAxisNotLast", "the classes are not on the last axis"],
    ["ClassWeight", "classes have weights"],
    ["Confident", "a row is confident and right"],
    ["ConfidentlyWrong", "a row is confident and wrong"],
    ["DefaultIgnoreIndexWraps", "the default ignoreIndex wraps around"],
    ["DistributionTarget", "the target is a distribution"],
    ["EmptyBatch", "the batch is empty"],
    ["FromLogits", "fromLogits is true"],
    ["IgnoredRow", "rows are ignored"],
    ["IgnoreIndex", "ignoreIndex is given"],
    ["Large", "inputs are large"],
    ["LogProbsNotNormalised", "log-probabilities are not normalised"],
    ["ManyClasses", "there are many classes"],
    ["MultiHotTarget", "targets have several classes"],
    ["NegativeIgnoreIndex", "ignoreIndex is negative"],
    ["NegativeInfinity", "an input is -Infinity"],
    ["NegativeInfinityAtPadding", "an input is -Infinity at the padding"],
    ["NegativeInfinityAtTarget", "an input is -Infinity at the target"],
    ["NegativeZero", "an input is -0"],
    ["NoSmoothing", "labelSmoothing is 0"],
    ["NotANumber", "an input is NaN"],
    ["OneClass", "there is one class"],
    ["PositiveInfinity", "an input is Infinity"],
    ["SampleWeight", "rows have weights"],
    ["SmoothingBeyondUniform", "labelSmoothing is beyond (K-1)/K"],
    ["SmoothingFull", "labelSmoothing is 1"],
    ["SmoothingOutOfRange", "labelSmoothing is outside [0, 1]"],
    ["SmoothingTiny", "labelSmoothing is tiny"],
    ["SoftLabels", "labels are soft"],
    ["SoftmaxNotOverClasses", "the softmax runs over another axis"],
    ["Subnormal", "inputs are subnormal"],
    ["Tiny", "inputs are tiny"],
    ["TwoClasses", "there are two classes"],
    ["UnnormalisedTarget", "the target does not sum to 1"],
    ["Upstream", "an upstream gradient is given"],
    ["WeightsAllZero", "all weights are 0"],
    ["ZeroWeight", "a weight is 0"],
  ])("%s: %s", (flag, words) => {
    expect(conditionsOf(of({ flags: [flag] }))[0]).toBe(words);
  });
});
