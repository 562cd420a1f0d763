import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import { type Identity, type IdentityException, SMOOTHING_MAPS } from "../../src/definition/identity.ts";
import type { OptionValues } from "../../src/definition/options.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import { calls } from "../../src/fuzz/calls.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { TargetRows } from "../../src/loss/target-rows.ts";
import { rowsAlong } from "../../src/math/rows.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { DIALECTS, variantById } from "../../src/variants/index.ts";

const RUNS = 300;

/** Logits, targets and a smoothing; both sides of an identity get what they take. */
interface Draw {
  readonly rows: number;
  readonly classes: number;
  readonly logits: readonly number[];
  readonly targets: readonly number[];
  readonly smoothing: number;
}

function drawsOf(classes: number | undefined, most: number): fc.Arbitrary<Draw> {
  return fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    classes: classes === undefined ? fc.integer({ min: 3, max: 9 }) : fc.constant(classes),
    logits: fc.array(fc.integer({ min: -48, max: 48 }), { minLength: 36, maxLength: 36 }),
    targets: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }),
    smoothing: fc.integer({ min: 1, max: Math.floor(64 * most) }).map((n) => n / 64),
  });
}

/** Loss in natural logarithms, and the gradient in the logits whatever the variant takes. */
interface Result {
  readonly loss: readonly number[];
  readonly gradient: readonly number[];
  readonly lossCall: LossCall;
}

function softmax(row: readonly number[]): number[] {
  const largest = Math.max(...row);
  const e = row.map((x) => Math.exp(x - largest));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
}

/** The last class, which no row has, unless what is ignored by default is no class anyway. */
function ignoredClass({ options, axes }: VariantRecord, classes: number): { ignoreIndex?: number } {
  const spec = options.ignoreIndex;
  if (spec === undefined || spec.kind === "choice") return {};
  const isNoClass = spec.default !== undefined && spec.default < 0 && axes.excludedClass === "none";
  return isNoClass ? {} : { ignoreIndex: classes - 1 };
}

/** What a call has besides logits and targets. */
type Beside = "nothing" | IdentityException;

function takes(record: VariantRecord, beside: Beside): boolean {
  if (beside === "nothing") return true;
  if (beside === "class weights") return record.weightName === "weight";
  if (beside === "sample weights") return record.weightName === "sampleWeight";
  return "ignoreIndex" in record.options && record.accepts.targets.includes("indices");
}

/** Whether a row of the draw has the ignored class as its target. */
function isIgnored(beside: Beside, row: number): boolean {
  return beside === "all rows ignored" || (beside === "ignored rows" && row % 2 === 1);
}

function resultOf(record: VariantRecord, given: OptionValues, draw: Draw, beside: Beside): Result {
  const { rows, classes } = draw;
  const ignores = beside === "ignored rows" || beside === "all rows ignored";
  const options = {
    ...("numClasses" in record.options ? { numClasses: classes } : {}),
    ...(ignores ? { ignoreIndex: classes - 1 } : ignoredClass(record, classes)),
    ...given,
  };
  const { axes } = bind(record, options);
  const logits = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: classes }, (_, k) => draw.logits[row * classes + k]! / 8),
  );
  const p = logits.map(softmax);
  const input =
    axes.input === "logits"
      ? logits
      : axes.input === "probs"
        ? p
        : p.map((row) => row.map((value) => Math.log(value)));
  const indices = logits.map((_, row) =>
    isIgnored(beside, row) ? classes - 1 : draw.targets[row]! % (classes - 1),
  );
  const target = record.accepts.targets.includes("indices")
    ? indices
    : indices.map((index) => Array.from({ length: classes }, (_, k) => (k === index ? 1 : 0)));
  const weights = draw.targets.map((value) => (1 + value) / 4);
  // A batch of one sequence where the variant wants three axes.
  const isNested = record.accepts.rank.least === 3;
  const nest = <T>(value: T): T | T[] => (isNested ? [value] : value);
  const perRow = axes.rowLoss === "each" ? weights.slice(0, rows).map((w) => [w]) : weights.slice(0, rows);
  const lossCall = bind(record, options).call({
    input: nest(input) as never,
    target: nest(target) as never,
    weight:
      beside === "class weights"
        ? Array.from({ length: classes }, (_, k) => weights[k % weights.length]!)
        : beside === "sample weights"
          ? (nest(perRow) as never)
          : undefined,
  });
  const { loss, gradient } = evaluate(lossCall);
  const slopes = [...gradient.data];
  return {
    loss: [...loss.data],
    gradient: axes.input === "logits" ? slopes : inLogits(slopes, axes.input, p),
    lossCall,
  };
}

/** The gradient in the logits of a gradient in log-probabilities or probabilities. */
function inLogits(slopes: readonly number[], input: string, p: readonly number[][]): number[] {
  return p.flatMap((row, r) => {
    const g = row.map((pk, k) => slopes[r * row.length + k]! * (input === "probs" ? pk : 1));
    const sum = g.reduce((a, b) => a + b, 0);
    return row.map((pk, k) => g[k]! - pk * sum);
  });
}

/** The entropy of every row's target, added up or averaged as the variant's reduction has it. */
function entropy({ axes, ...rest }: LossCall): number {
  const lossCall = { axes, ...rest };
  const rows = rowsAlong(lossCall.input.shape, lossCall.softmaxAxis);
  const target = new TargetRows(lossCall, rows.length);
  target.read(rows, 0);
  return [...target.high].reduce((sum, q) => sum - (q === 0 ? 0 : q * Math.log(q)), 0);
}

const BESIDE: readonly Beside[] = [
  "nothing",
  "ignored rows",
  "all rows ignored",
  "class weights",
  "sample weights",
];

/** Reductions that both sides call by the same name, where the identity names none. */
function sharedReductions(record: VariantRecord, identity: Identity, other: VariantRecord): OptionValues[] {
  const [own, theirs] = [record.options.reduction, other.options.reduction];
  const isNamed = identity.own?.reduction !== undefined || identity.theirs?.reduction !== undefined;
  if (isNamed || own?.kind !== "choice" || theirs?.kind !== "choice") return [{}];
  const shared = Object.keys(own.axes).filter((name) => name in theirs.axes);
  return shared.length === 0 ? [{}] : shared.map((reduction) => ({ reduction }));
}

/** How far the two sides of an identity are apart on a draw, as a share of what is allowed; undefined where one refuses. */
function apart(record: VariantRecord, draw: Draw, beside: Beside, options: OptionValues): number {
  const identity = record.identity!;
  const other = variantById(identity.same)!;
  const smoothing = SMOOTHING_MAPS[identity.labelSmoothing](draw.smoothing, draw.classes);
  const own = resultOf(record, { ...identity.own, ...options, labelSmoothing: draw.smoothing }, draw, beside);
  const theirs = resultOf(other, { ...identity.theirs, ...options, labelSmoothing: smoothing }, draw, beside);
  if (own.loss.length !== theirs.loss.length) return Number.POSITIVE_INFINITY;
  const times = identity.times === "rows" ? draw.rows : 1;
  const constant = identity.constant === "entropy" ? entropy(own.lossCall) : 0;
  const within = (identity.within ?? 1e-12) * 10;
  const share = (a: number, b: number, scale: number): number =>
    Object.is(a, b) ? 0 : Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(a - b) / (within * scale);
  return Math.max(
    ...own.loss.map((loss, i) =>
      share(loss, times * (theirs.loss[i]! - constant), 1 + times * Math.abs(theirs.loss[i]!)),
    ),
    ...own.gradient.map((slope, i) => share(slope + 0, times * theirs.gradient[i]! + 0, times)),
  );
}

// All of them: test/inventory.test.ts asks an identity of each.
describe.each(DIALECTS)("$id", (record) => {
  const identity = record.identity!;
  const other = variantById(identity.same)!;
  const most = identity.labelSmoothing === "2 a" ? 0.5 : 0.6;
  const excepted = identity.except ?? [];
  const reductions = sharedReductions(record, identity, other);
  const possible = BESIDE.filter((beside) => takes(record, beside));
  const held = possible.filter((beside) => beside === "nothing" || !excepted.includes(beside));

  it.each(held.flatMap((beside) => reductions.map((options) => [beside, options] as const)))(
    `is ${identity.same} at ${identity.labelSmoothing}, in value and gradient, with %s, %j`,
    (beside, options) => {
      expect(takes(other, beside)).toBe(true);
      fc.assert(
        fc.property(drawsOf(identity.classes, most), (draw) => {
          expect(apart(record, draw, beside, options)).toBeLessThanOrEqual(1);
        }),
        { numRuns: RUNS, seed: 6 },
      );
    },
  );

  it.each(excepted.filter((beside) => takes(other, beside)))("is another function with %s", (beside) => {
    expect(possible).toContain(beside);
    const differs = fc
      .sample(drawsOf(identity.classes, most), { numRuns: RUNS, seed: 6 })
      .some(
        (draw) => draw.rows > 1 && reductions.some((options) => apart(record, draw, beside, options) > 1),
      );
    expect(differs).toBe(true);
  });

  it("has another smoothing for which that is false", () => {
    const draw: Draw = {
      rows: 2,
      classes: identity.classes ?? 5,
      logits: [1, -8, 20, 3, 17, -4, 9, 0, 12, -30],
      targets: [1, 3],
      smoothing: 0.25,
    };
    const own = resultOf(record, { ...identity.own, labelSmoothing: draw.smoothing }, draw, "nothing");
    const theirs = resultOf(other, { ...identity.theirs, labelSmoothing: 0.375 }, draw, "nothing");
    const off = own.gradient.map((slope, i) => Math.abs(slope - theirs.gradient[i]!));
    expect(Math.max(...off)).toBeGreaterThan(1e-3);
  });
});

/** Fourth-order central differences. */
function numericSlope(loss: (shift: number) => number, h: number): number {
  return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
}

describe("gradients of dialects", () => {
  // Those whose gradient is that of a target that sums to 1 are derivatives only for such targets, which calls() does not draw.
  const honest = DIALECTS.filter(
    ({ axes, accepts }) => axes.normaliser === "by-mass" || !accepts.targets.includes("distribution"),
  );

  it.each(honest)("$id: the derivative of the loss", (record) => {
    let compared = 0;
    fc.assert(
      fc.property(calls([record]), (call) => {
        const lossCall = lossCallOf(call);
        if (lossCall === undefined) return;
        const wide: LossCall = {
          ...lossCall,
          input: { ...lossCall.input, dtype: "float64" },
          upstream: undefined,
        };
        const { gradient } = evaluate(wide);
        const at = compared % gradient.data.length;
        const loss = (shift: number): number => {
          const data = wide.input.data.slice();
          data[at]! += shift;
          return evaluate({ ...wide, input: { ...wide.input, data } }).loss.data.reduce(
            (sum, value) => sum + value,
            0,
          );
        };
        const x = Math.abs(wide.input.data[at]!);
        const slope = numericSlope(loss, wide.axes.input === "probs" ? x * 2 ** -8 : 2 ** -11);
        const size = 1 + Math.abs(loss(0)) + Math.abs(slope);
        if (!Number.isFinite(slope)) return;
        expect(Math.abs(gradient.data[at]! - slope) / size).toBeLessThan(1e-6);
        compared += 1;
      }),
      { numRuns: RUNS, seed: 11 },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  });
});
