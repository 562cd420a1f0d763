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
import type { FloatArray } from "../../src/math/dtypes.ts";
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

/** What a call has besides logits and class indices. */
interface Beside {
  /** Some rows, or all, have the ignored class as their target. */
  readonly ignored?: "ignored rows" | "all rows ignored";
  readonly weights?: "class weights" | "sample weights";
  /** Targets are distributions in which two classes have half of the mass each. */
  readonly soft?: true;
  /** Three axes: as many sequences of two rows as there would be rows. */
  readonly deep?: true;
}

const BESIDE: readonly Beside[] = [
  {},
  { ignored: "ignored rows" },
  { ignored: "all rows ignored" },
  { weights: "class weights" },
  { weights: "sample weights" },
  { ignored: "ignored rows", weights: "class weights" },
  { ignored: "all rows ignored", weights: "class weights" },
  { ignored: "ignored rows", weights: "sample weights" },
  { soft: true },
  { soft: true, weights: "class weights" },
  { soft: true, weights: "sample weights" },
  { deep: true },
  { deep: true, ignored: "ignored rows" },
  { deep: true, weights: "class weights" },
  { deep: true, soft: true, weights: "sample weights" },
];

function exceptionsIn({ ignored, weights }: Beside): IdentityException[] {
  return [ignored, weights].filter((each) => each !== undefined);
}

function named(beside: Beside): string {
  const { soft, deep } = beside;
  const also = [...exceptionsIn(beside), soft && "soft targets", deep && "three axes"].filter(Boolean);
  return also.join(", ") || "nothing";
}

function takes({ options, accepts, weightName }: VariantRecord, beside: Beside): boolean {
  const { ignored, weights, soft, deep } = beside;
  if (ignored !== undefined && !("ignoreIndex" in options && accepts.targets.includes("indices")))
    return false;
  if (weights !== undefined && weightName !== (weights === "class weights" ? "weight" : "sampleWeight"))
    return false;
  if (soft && !accepts.targets.includes("distribution")) return false;
  return !deep || accepts.rank.most >= 3;
}

/** Rows of classes, or numbers, one per row, in the shape that a variant takes. */
interface Layout {
  readonly outer: readonly number[];
  readonly axis: number;
}

/** A batch of one sequence where the variant wants three axes. */
function layoutOf({ accepts, axes }: VariantRecord, { rows }: Draw, { deep }: Beside): Layout {
  const outer = deep ? [rows, 2] : accepts.rank.least === 3 ? [1, rows] : [rows];
  const isSecond = axes.classAxis === "second" || axes.classAxis === "axis-1";
  return { outer, axis: isSecond ? 1 : outer.length };
}

/** Where class k of a row lies. */
function placeOf({ outer, axis }: Layout, classes: number, row: number, k: number): number {
  if (axis === outer.length) return row * classes + k;
  const steps = outer[1]!;
  return (Math.floor(row / steps) * classes + k) * steps + (row % steps);
}

function tensorOf(layout: Layout, table: readonly (readonly number[])[]) {
  const classes = table[0]!.length;
  const data = new Float64Array(table.length * classes);
  table.forEach((row, r) => {
    row.forEach((value, k) => {
      data[placeOf(layout, classes, r, k)] = value;
    });
  });
  const { outer, axis } = layout;
  return { data, shape: [...outer.slice(0, axis), classes, ...outer.slice(axis)] };
}

function resultOf(record: VariantRecord, given: OptionValues, draw: Draw, beside: Beside): Result {
  const { classes } = draw;
  const layout = layoutOf(record, draw, beside);
  const rows = layout.outer.reduce((a, b) => a * b, 1);
  const options = {
    ...("numClasses" in record.options ? { numClasses: classes } : {}),
    ...(beside.ignored === undefined ? ignoredClass(record, classes) : { ignoreIndex: classes - 1 }),
    ...given,
  };
  const { axes } = bind(record, options);
  const logits = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: classes }, (_, k) => draw.logits[(row * classes + k) % draw.logits.length]! / 8),
  );
  const p = logits.map(softmax);
  const input =
    axes.input === "logits"
      ? logits
      : axes.input === "probs"
        ? p
        : p.map((row) => row.map((value) => Math.log(value)));
  const drawn = (row: number): number => draw.targets[row % draw.targets.length]!;
  const isIgnored = (row: number): boolean =>
    beside.ignored === "all rows ignored" || (beside.ignored === "ignored rows" && row % 2 === 1);
  const indices = logits.map((_, row) => (isIgnored(row) ? classes - 1 : drawn(row) % (classes - 1)));
  const masses = indices.map((index) =>
    Array.from({ length: classes }, (_, k) => {
      if (beside.soft === undefined) return Number(k === index);
      return (Number(k === index) + Number(k === (index + 1) % classes)) / 2;
    }),
  );
  const byIndex = beside.soft === undefined && record.accepts.targets.includes("indices");
  const weights = indices.map((_, row) => (1 + drawn(row)) / 4);
  const perRow = axes.rowLoss === "each" ? [...layout.outer, 1] : layout.outer;
  const weightOf = {
    "class weights": { data: logits[0]!.map((_, k) => (1 + drawn(k)) / 4), shape: [classes] },
    "sample weights": { data: weights, shape: perRow },
  };
  const lossCall = bind(record, options).call({
    input: tensorOf(layout, input),
    target: byIndex ? { data: Int32Array.from(indices), shape: layout.outer } : tensorOf(layout, masses),
    weight: beside.weights && weightOf[beside.weights],
  });
  const { loss, gradient } = evaluate(lossCall);
  const slopes = logits.flatMap((row, r) =>
    row.map((_, k) => gradient.data[placeOf(layout, classes, r, k)]!),
  );
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
  const times = identity.times === "rows" ? draw.rows * (beside.deep ? 2 : 1) : 1;
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
  // Conditions that a record states in words, and that not all of these calls meet.
  const { where = "" } = identity;
  const isStated = ({ soft, deep }: Beside): boolean =>
    !(deep && where.includes("rank 2")) && !(soft && where.includes("labels of 0 and 1"));
  const possible = BESIDE.filter((beside) => takes(record, beside));
  const held = possible.filter(
    (beside) =>
      isStated(beside) &&
      !exceptionsIn(beside).some((each) => excepted.includes(each)) &&
      // What the other variant has no form for: it says so by its types.
      ((beside.soft === undefined && beside.deep === undefined) || takes(other, beside)),
  );

  it.each(held.flatMap((beside) => reductions.map((options) => [named(beside), options, beside] as const)))(
    `is ${identity.same} at ${identity.labelSmoothing}, in value and gradient, with %s, %j`,
    (_, options, beside) => {
      expect(takes(other, beside)).toBe(true);
      fc.assert(
        fc.property(drawsOf(identity.classes, most), (draw) => {
          expect(apart(record, draw, beside, options)).toBeLessThanOrEqual(1);
        }),
        { numRuns: RUNS, seed: 6 },
      );
    },
  );

  const alone = BESIDE.filter((beside) => {
    const [exception, second] = exceptionsIn(beside);
    const isBare = beside.soft === undefined && beside.deep === undefined && second === undefined;
    return isBare && exception !== undefined && excepted.includes(exception) && takes(other, beside);
  });

  it.each(alone.map((beside) => [named(beside), beside] as const))(
    "is another function with %s",
    (_, beside) => {
      expect(possible).toContain(beside);
      const differs = fc
        .sample(drawsOf(identity.classes, most), { numRuns: RUNS, seed: 6 })
        .some(
          (draw) => draw.rows > 1 && reductions.some((options) => apart(record, draw, beside, options) > 1),
        );
      expect(differs).toBe(true);
    },
  );

  it("has another smoothing for which that is false", () => {
    const draw: Draw = {
      rows: 2,
      classes: identity.classes ?? 5,
      logits: [1, -8, 20, 3, 17, -4, 9, 0, 12, -30],
      targets: [1, 3],
      smoothing: 0.25,
    };
    const own = resultOf(record, { ...identity.own, labelSmoothing: draw.smoothing }, draw, {});
    const theirs = resultOf(other, { ...identity.theirs, labelSmoothing: 0.375 }, draw, {});
    const off = own.gradient.map((slope, i) => Math.abs(slope - theirs.gradient[i]!));
    expect(Math.max(...off)).toBeGreaterThan(1e-3);
  });
});

/** Fourth-order central differences. */
function numericSlope(loss: (shift: number) => number, h: number): number {
  return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
}

function spreadOf(logits: FloatArray): number {
  const finite = [...logits].filter(Number.isFinite);
  return Math.max(...finite) - Math.min(...finite);
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
        // Probabilities that are subnormal in float32 move in steps, whose loss has no slope to speak of.
        if (wide.axes.link.clip === "underflow" && spreadOf(wide.input.data) > 80) return;
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
