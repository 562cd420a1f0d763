/** What distinguishes the inputs of a vector, in words that follow "where". */
import type { Verdict } from "../compare/verdict.ts";

/** Words for the flags of vectors; flags that would not help a reader are left out. */
const OF_FLAGS: { readonly [flag: string]: string } = {
  AllIgnored: "all rows are ignored",
  BroadcastWeight: "weights are broadcast",
  ClassAxisNotLast: "the classes are not on the last axis",
  ClassWeight: "classes have weights",
  Confident: "a row is confident and right",
  ConfidentlyWrong: "a row is confident and wrong",
  DefaultIgnoreIndexWraps: "the default ignoreIndex wraps around",
  DistributionTarget: "the target is a distribution",
  EmptyBatch: "the batch is empty",
  FromLogits: "fromLogits is true",
  IgnoredRow: "rows are ignored",
  IgnoreIndex: "ignoreIndex is given",
  Large: "inputs are large",
  LogProbsNotNormalised: "log-probabilities are not normalised",
  ManyClasses: "there are many classes",
  MultiHotTarget: "targets have several classes",
  NegativeIgnoreIndex: "ignoreIndex is negative",
  NegativeInfinity: "an input is -Infinity",
  NegativeInfinityAtPadding: "an input is -Infinity at the padding",
  NegativeInfinityAtTarget: "an input is -Infinity at the target",
  NegativeZero: "an input is -0",
  NoSmoothing: "labelSmoothing is 0",
  NotANumber: "an input is NaN",
  OneClass: "there is one class",
  PositiveInfinity: "an input is Infinity",
  SampleWeight: "rows have weights",
  SmoothingBeyondUniform: "labelSmoothing is beyond (K-1)/K",
  SmoothingFull: "labelSmoothing is 1",
  SmoothingOutOfRange: "labelSmoothing is outside [0, 1]",
  SmoothingTiny: "labelSmoothing is tiny",
  SoftLabels: "labels are soft",
  SoftmaxNotOverClasses: "the softmax runs over another axis",
  Subnormal: "inputs are subnormal",
  Tiny: "inputs are tiny",
  TwoClasses: "there are two classes",
  UnnormalisedTarget: "the target does not sum to 1",
  Upstream: "an upstream gradient is given",
  WeightsAllZero: "all weights are 0",
  ZeroWeight: "a weight is 0",
};

/** The conditions of a vector, in the order of flags, options and forms, which says nothing about their importance. */
export function conditionsOf({ flags, options, shape, dtype, tier }: Verdict): readonly string[] {
  const chosen = Object.entries(options).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "boolean" ? [`${name} is ${value}`] : [],
  );
  return [
    ...flags.flatMap((flag) => OF_FLAGS[flag] ?? []),
    ...chosen,
    ...(shape.length === 2 ? [] : [`the input has ${shape.length} ${shape.length === 1 ? "axis" : "axes"}`]),
    ...(shape.length > 2 ? ["the input has more than 2 axes"] : []),
    `inputs are ${dtype}`,
    ...(tier === "core" ? [] : [TIER_WORDS[tier]]),
  ];
}

/** Sizes that a mistake may begin above. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** What a vector must have for a mistake to show, besides the conditions above: smoothing, or a size. */
export function needsOf(verdict: Verdict): readonly string[] {
  const { flags, options, shape } = verdict;
  const { labelSmoothing } = options;
  const classes = (flags.includes("ClassAxisNotLast") ? shape[1] : shape.at(-1)) ?? 1;
  const rows = shape.reduce((product, size) => product * size, 1) / Math.max(1, classes);
  const isSmoothed = typeof labelSmoothing === "number" && labelSmoothing !== 0;
  const isExtreme = flags.some((flag) => EXTREME.includes(flag));
  return [
    ...conditionsOf(verdict),
    ...(flags.includes("DistributionTarget") ? [] : ["the target holds class indices"]),
    ...(isSmoothed ? ["labelSmoothing is not 0"] : []),
    ...(isExtreme ? ["a logit is far from the others, or no number"] : []),
    ...SIZES.filter((size) => classes > size).map((size) => moreThan(size, "class", "classes")),
    ...SIZES.filter((size) => rows > size).map((size) => moreThan(size, "row", "rows")),
  ];
}

function moreThan(size: number, one: string, several: string): string {
  return size === 1 ? `there is more than 1 ${one}` : `there are more than ${size} ${several}`;
}

const EXTREME = [
  "Confident",
  "ConfidentlyWrong",
  "Large",
  "NegativeInfinity",
  "NegativeInfinityAtPadding",
  "NegativeInfinityAtTarget",
  "NotANumber",
  "PositiveInfinity",
];

const TIER_WORDS = { edge: "inputs are at the edge", refusal: "the source refuses" } as const;
