/**
 * Which jobs the plain kernel serves, which rows it leaves, and that its rows are those of the exact kernel, within a step
 * of float32. The exact kernel computes in another way, and is itself judged by golden vectors.
 */
import { describe, expect, it } from "vitest";
import { ulpDistance } from "../../src/compare/ulp.ts";
import { bind } from "../../src/definition/bind.ts";
import type { Axes } from "../../src/loss/axes.ts";
import { GIVEN_LOGS, SIGMOID, SOFTMAX } from "../../src/loss/axis-values.ts";
import { evaluate, type Want } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { plainKernel, plainSigmoid, plainSoftmax } from "../../src/loss/plain-kernel.ts";
import type { RowJob, RowKernel } from "../../src/loss/row-kernel.ts";
import { Halves } from "../../src/math/halves.ts";
import { halfTensor, type Tensor } from "../../src/math/tensor.ts";
import { variantById } from "../../src/variants/index.ts";

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

interface Given {
  readonly rows: readonly (readonly number[])[];
  /** One class per row, or labels like `rows`. */
  readonly target: readonly number[] | readonly (readonly number[])[];
  readonly smoothing?: number;
  readonly axes?: Partial<Axes>;
  readonly weight?: readonly number[];
  readonly ignoreIndex?: number;
  readonly excludedClass?: number;
  readonly upstream?: readonly number[];
  readonly dtype?: "float32" | "float16";
  /** Has the rows along the first axis, so that their values are apart. */
  readonly across?: boolean;
}

const float32 = (shape: readonly number[], data: readonly number[]): Tensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(data),
});

/** A call of equation (1) without reduction, with other values of some axes. */
function callOf(given: Given): LossCall {
  const { rows, target, axes, weight, upstream, across = false, dtype = "float32" } = given;
  const [count, classes] = [rows.length, rows[0]!.length];
  const isIndices = typeof target[0] === "number";
  const laid = (each: readonly (readonly number[])[]): number[] =>
    across ? each[0]!.flatMap((_, k) => each.map((row) => row[k]!)) : each.flat();
  const shape = across ? [classes, count] : [count, classes];
  const whole = (each: readonly (readonly number[])[]): Tensor =>
    dtype === "float32" ? float32(shape, laid(each)) : { dtype, shape, data: Float64Array.from(laid(each)) };
  const torch = bind(variantById("torch")!, { reduction: "none", labelSmoothing: given.smoothing ?? 0 }).call(
    {
      input: [[0, 1]],
      target: [0],
    },
  );
  return {
    ...torch,
    axes: { ...torch.axes, ignoredRows: "none", ...axes },
    numClasses: classes,
    classAxis: across ? 0 : 1,
    softmaxAxis: across ? 0 : 1,
    ignoreIndex: given.ignoreIndex ?? -100,
    excludedClass: given.excludedClass,
    input: whole(rows),
    targetKind: isIndices ? "indices" : "distribution",
    target: isIndices
      ? { dtype: "int64", shape: [count], data: Float64Array.from(target as number[]) }
      : whole(target as number[][]),
    weight: weight && float32([weight.length], weight),
    upstream: upstream && float32([upstream.length], upstream),
  };
}

/** Computes a call with both kernels, compares them, and returns the rows that the plain one leaves. */
function left(lossCall: LossCall, into?: Want["into"]): readonly number[] {
  let rows: readonly number[] | undefined;
  const kernel: RowKernel = {
    ...plainKernel,
    run(job) {
      rows = plainKernel.run(job);
      return rows;
    },
  };
  const want = { gradient: true, ...(into === undefined ? {} : { into }) };
  const got = evaluate(lossCall, want, [kernel]);
  const exact = evaluate(lossCall);
  const dtype = lossCall.input.dtype as "float32" | "float16";
  const same = (name: "loss" | "gradient"): void => {
    const [a, b] = [got[name]!.data, exact[name].data];
    const most = Math.max(1, ...Array.from(b, Math.abs).filter(Number.isFinite));
    b.forEach((value, i) => {
      if (Object.is(a[i], value) || ulpDistance(a[i]!, value, dtype) <= 1) return;
      // A slope is the difference of a probability and a mass, each about 1.
      if (name === "gradient" && Math.abs(a[i]! - value) <= most * 2 ** -23 && value !== 0) return;
      expect.fail(`${name}[${i}]: expected ${value}, got ${a[i]}`);
    });
    expect([...a].some((value) => Object.is(value, -0))).toBe(false);
  };
  same("loss");
  same("gradient");
  // The loss alone is the same.
  const alone = evaluate(lossCall, { gradient: false }, [plainKernel]);
  expect(alone.gradient).toBeUndefined();
  expect([...alone.loss.data]).toEqual([...got.loss.data]);
  if (rows === undefined) throw new Error("expected a job that the plain kernel serves");
  return rows;
}

const ROWS = [
  [1, 2.5, -0.5, 0],
  [3, -1, 0.25, 2],
  [-2, 0, 4, 1],
];
const LABELS = [
  [0.5, 0.5, 0, 0],
  [0, 1, 0, 0],
  [0.25, 0.25, 0.25, 0.25],
];
const WEIGHT = [1, 0.5, 3, 2];
const changed = (row: readonly number[], at: number, to: number): number[] =>
  row.map((value, k) => (k === at ? to : value));

describe("the plain kernel serves", () => {
  const served = (axes: Partial<Axes>, masses: object, dtype = "float32"): boolean => {
    const all = { ...variantById("torch")!.axes, ...axes };
    return plainKernel.serves({ lossCall: { axes: all, input: { dtype } }, masses } as unknown as RowJob);
  };
  const classes = { kind: "classes" };
  const labels = { kind: "distribution" };

  it("softmax and log-probabilities of any masses that need no row of their own, below float64", () => {
    for (const link of [SOFTMAX, GIVEN_LOGS])
      for (const masses of [classes, labels, { ...labels, weight: WEIGHT }]) {
        expect(served({ link }, masses)).toBe(true);
        expect(served({ link }, masses, "bfloat16")).toBe(true);
        expect(served({ link }, masses, "float64")).toBe(false);
        expect(served({ link, weight: "per-class-on-row" }, masses)).toBe(false);
        expect(served({ link, rowLoss: "each" }, masses)).toBe(false);
        expect(served({ link, rowLoss: "mean" }, masses)).toBe(true);
      }
    expect(served({ link: SOFTMAX }, { kind: "by-row" })).toBe(false);
    expect(served({ link: { ...SOFTMAX, clip: "logits" } }, classes)).toBe(false);
    expect([plainKernel, plainSoftmax, plainSigmoid].map(({ id }) => id)).toEqual([
      "plain",
      "plain",
      "plain",
    ]);
  });

  it("divergences without weights, and none by its formula", () => {
    for (const masses of [classes, labels]) {
      expect(served({ link: SOFTMAX, divergence: "kl" }, masses)).toBe(true);
      expect(served({ link: SOFTMAX, divergence: "kl" }, { ...masses, weight: WEIGHT })).toBe(false);
      expect(served({ link: SOFTMAX, divergence: "kl-formula" }, masses)).toBe(false);
    }
  });

  it("labels of their own, each with its loss", () => {
    expect(served({ link: SIGMOID, rowLoss: "each" }, labels)).toBe(true);
    expect(served({ link: SIGMOID, rowLoss: "each" }, classes)).toBe(false);
    expect(served({ link: SIGMOID, rowLoss: "mean" }, labels)).toBe(false);
    expect(served({ link: SIGMOID, rowLoss: "sum" }, labels)).toBe(false);
  });
});

describe.each([false, true])("rows of softmax, across: %s", (across) => {
  const of = (given: Omit<Given, "rows" | "target"> & Partial<Given>): readonly number[] =>
    left(callOf({ rows: ROWS, target: [1, 2, 0], across, ...given }));

  it("are all computed where they are finite", () => {
    for (const smoothing of [0, 0.1, 1]) {
      expect(of({ smoothing })).toEqual([]);
      expect(of({ smoothing, weight: WEIGHT })).toEqual([]);
      expect(of({ smoothing, target: LABELS })).toEqual([]);
      expect(of({ smoothing, target: LABELS, weight: WEIGHT })).toEqual([]);
      expect(of({ smoothing, axes: { rowLoss: "mean" } })).toEqual([]);
      expect(of({ smoothing, axes: { divergence: "kl" } })).toEqual([]);
      expect(of({ smoothing, axes: { divergence: "kl" }, target: LABELS })).toEqual([]);
      expect(of({ smoothing, axes: { normaliser: "once" }, target: LABELS, weight: WEIGHT })).toEqual([]);
      expect(of({ smoothing, axes: { normaliser: "once-in-gradient" }, weight: WEIGHT })).toEqual([]);
      expect(of({ smoothing, upstream: [1, -2, 0.5] })).toEqual([]);
      expect(of({ smoothing, dtype: "float16" })).toEqual([]);
      expect(of({ smoothing, dtype: "float16", target: LABELS })).toEqual([]);
    }
  });

  it("of log-probabilities are computed without a normaliser", () => {
    const rows = ROWS.map((row) => row.map((x) => x - 5));
    for (const smoothing of [0, 0.1]) {
      expect(of({ rows, smoothing, axes: { link: GIVEN_LOGS } })).toEqual([]);
      expect(of({ rows, smoothing, axes: { link: GIVEN_LOGS }, weight: WEIGHT })).toEqual([]);
      expect(of({ rows, smoothing, axes: { link: GIVEN_LOGS, divergence: "kl" }, target: LABELS })).toEqual(
        [],
      );
      expect(of({ rows, smoothing, axes: { link: GIVEN_LOGS }, target: LABELS })).toEqual([]);
    }
  });

  it("leave an excluded class without mass, if there is such a class", () => {
    const axes: Partial<Axes> = { targetRule: "off-target-and-excluded" };
    for (const smoothing of [0.1, 1])
      for (const excludedClass of [0, 1, 3, 4, 7, -1]) {
        expect(of({ smoothing, excludedClass, axes })).toEqual([]);
        expect(of({ smoothing, excludedClass, axes, weight: WEIGHT })).toEqual([]);
        expect(of({ smoothing, excludedClass, axes: { ...axes, divergence: "kl" } })).toEqual([]);
        expect(of({ smoothing, excludedClass, axes: { ...axes, link: GIVEN_LOGS } })).toEqual([]);
      }
    // An excluded class that is far below has a probability of 0: its slope is 0, not -0.
    const rows = [[0, 1, -2000, 2]];
    expect(of({ rows, target: [1], smoothing: 0.1, excludedClass: 2, axes, upstream: [-1] })).toEqual([]);
  });

  it("are left where a NaN or an infinity is in them, a mass or an incoming gradient", () => {
    const odd = (value: number, k: number) => [ROWS[0]!, changed(ROWS[1]!, k, value), ROWS[2]!];
    for (const smoothing of [0, 0.1])
      for (const k of [0, 2]) {
        expect(of({ rows: odd(NAN, k), smoothing })).toEqual([1]);
        expect(of({ rows: odd(INF, k), smoothing })).toEqual([1]);
        expect(of({ rows: odd(-INF, k), smoothing, target: LABELS })).toEqual([1]);
      }
    expect(of({ rows: [ROWS[0]!, [-INF, -INF, -INF, -INF], ROWS[2]!] })).toEqual([1]);
    expect(of({ target: [LABELS[0]!, [NAN, 0, 0, 0], LABELS[2]!] })).toEqual([1]);
    expect(of({ upstream: [1, NAN, 1] })).toEqual([1]);
    expect(of({ upstream: [INF, 1, 1] })).toEqual([0]);
    expect(of({ smoothing: NAN, axes: { smoothingApplies: "always" } })).toEqual([0, 1, 2]);
  });

  it("may have -Infinity off the target where nothing is smoothed and the source reads the target alone", () => {
    const rows = [ROWS[0]!, [-INF, -1, 0.25, 2], ROWS[2]!];
    expect(of({ rows })).toEqual([]);
    expect(of({ rows, target: [1, 0, 0] })).toEqual([1]);
    expect(of({ rows, smoothing: 0.1 })).toEqual([1]);
    const dense: Partial<Axes> = { zeroMass: { indices: "dense", distribution: "dense" } };
    expect(of({ rows, axes: dense })).toEqual([1]);
  });

  it("whose target is ignored are masked, have no mass, or are left", () => {
    const rows = [ROWS[0]!, [0, NAN, 1, 2], ROWS[2]!];
    const masked: Partial<Axes> = { ignoredRows: "masked", smoothingApplies: "always" };
    expect(of({ target: [1, 9, 0], ignoreIndex: 9, axes: masked })).toEqual([]);
    expect(of({ target: [1, 2, 0], ignoreIndex: 2, axes: masked })).toEqual([]);
    // PyTorch masks the loss of a NaN and not its slope.
    expect(of({ rows, target: [1, 9, 0], ignoreIndex: 9, axes: masked })).toEqual([1]);
    expect(of({ rows, target: [1, 9, 0], ignoreIndex: 9, axes: { ...masked, link: GIVEN_LOGS } })).toEqual(
      [],
    );
    const kl: Partial<Axes> = { ...masked, divergence: "kl" };
    expect(of({ target: [1, 9, 0], ignoreIndex: 9, axes: kl, smoothing: 0.1 })).toEqual([]);
    expect(of({ target: [1, 9, 0], ignoreIndex: 9, axes: kl, smoothing: NAN })).toEqual([0, 1, 2]);
    expect(of({ target: [1, 9, 0], ignoreIndex: 9, axes: masked, smoothing: NAN })).toEqual([0, 2]);
    const without = (more: Partial<Axes>): readonly number[] =>
      of({ target: [1, 2, 0], ignoreIndex: 2, axes: { ...more }, smoothing: 0.1 });
    expect(without({ ignoredRows: "zero-mass" })).toEqual([]);
    expect(without({ ignoredRows: "zero-mass", normaliser: "once-in-gradient" })).toEqual([1]);
    expect(without({ ignoredRows: "no-label" })).toEqual([1]);
    expect(of({ target: [1, 9, 0], ignoreIndex: 9, axes: { ignoredRows: "zero-mass" } })).toEqual([1]);
    expect(of({ target: [1, -1, 0], ignoreIndex: -1, axes: { ignoredRows: "zero-mass" } })).toEqual([1]);
    expect(of({ target: [1, 4, 0], ignoreIndex: 4, axes: { ignoredRows: "zero-mass" } })).toEqual([1]);
  });

  it("that are ignored are cleared in a gradient of the caller's", () => {
    for (const ignoredRows of ["masked", "zero-mass"] as const) {
      const lossCall = callOf({
        rows: ROWS,
        target: [1, 2, 0],
        ignoreIndex: 2,
        axes: { ignoredRows },
        smoothing: 0.1,
        across,
      });
      const into = new Float32Array(12).fill(7);
      expect(left(lossCall, into)).toEqual([]);
      expect([...into]).toEqual([...evaluate(lossCall).gradient.data]);
      expect(into.filter((value) => value === 0)).toHaveLength(4);
    }
  });

  it("that are bits are read and written as bits", () => {
    const values = callOf({
      rows: ROWS,
      target: [1, 2, 0],
      ignoreIndex: 2,
      axes: { ignoredRows: "masked" },
      smoothing: 0.1,
      across,
      dtype: "float16",
    });
    const { shape, data } = values.input;
    const input = new Halves("float16", new Uint16Array(data.length));
    input.store(Float64Array.from(data), 0, 1, data.length);
    const into = new Halves("float16", new Uint16Array(data.length).fill(7));
    const bits = { ...values, input: halfTensor(shape, input) };
    expect(left(bits, into)).toEqual([]);
    const expected = new Halves("float16", new Uint16Array(data.length));
    const gradient = evaluate(values, { gradient: true }, [plainKernel]).gradient!.data;
    expected.store(Float64Array.from(gradient), 0, 1, data.length);
    expect(into.bits).toEqual(expected.bits);
  });
});

describe("digits of softmax rows", () => {
  const loss = (given: Given): number => {
    const lossCall = callOf(given);
    expect(left(lossCall)).toEqual([]);
    return evaluate(lossCall, { gradient: false, unrounded: true }, [plainKernel]).loss.data[0]!;
  };
  const axes: Partial<Axes> = { targetRule: "off-target", normaliser: "once" };

  it("are kept where all mass is off a target that is far below", () => {
    // a = 1 leaves the target nothing: 0.5 / 2, and log(exp(-0.5) + 1) once.
    const given = { rows: [[1, 1.5, -1e20]], target: [2], smoothing: 1, axes };
    expect(loss(given)).toBeCloseTo(0.25 + Math.log1p(Math.exp(-0.5)), 12);
  });

  it("are kept where the excluded class is far below too", () => {
    const rows = [[1, 1.5, -1e20, -1e20]];
    const excluding: Partial<Axes> = { ...axes, targetRule: "off-target-and-excluded" };
    expect(loss({ rows, target: [2], excludedClass: 3, smoothing: 1, axes: excluding })).toBeCloseTo(
      0.25 + Math.log1p(Math.exp(-0.5)),
      12,
    );
  });

  it("are kept where the largest logit is nearly alone", () => {
    // log1p(2 exp(-40))
    const given = { rows: [[40, 0, 0]], target: [0] };
    expect(loss(given) / Math.log1p(2 * Math.exp(-40))).toBeCloseTo(1, 11);
  });

  it("are none where probability and mass are equal", () => {
    for (const classes of [3, 7, 10, 41]) {
      const lossCall = callOf({ rows: [new Array<number>(classes).fill(0.3)], target: [1], smoothing: 1 });
      const labelled = {
        ...lossCall,
        targetKind: "distribution" as const,
        target: { ...lossCall.input, data: new Float32Array(classes) },
      };
      for (const each of [lossCall, labelled]) {
        const { gradient } = evaluate(each, { gradient: true }, [plainKernel]);
        expect([...gradient!.data]).toEqual(new Array(classes).fill(0));
        // c / K and c times 1 / K differ by a rounding.
        for (const factor of [0.7, 0.3, -1 / 3]) {
          const upstream = float32([1], [factor]);
          const turned = evaluate({ ...each, upstream }, { gradient: true }, [plainKernel]).gradient!;
          expect([...turned.data].filter((slope) => !Object.is(slope, 0))).toEqual([]);
        }
      }
    }
  });
});

describe.each([false, true])("labels of their own, across: %s", (across) => {
  const axes: Partial<Axes> = { link: SIGMOID, rowLoss: "each", targetRule: "half", normaliser: "by-mass" };
  const of = (given: Partial<Given>): readonly number[] =>
    left(callOf({ rows: ROWS, target: LABELS, across, axes, ...given }));

  it("are all computed where they are finite", () => {
    for (const smoothing of [0, 0.1, 1]) expect(of({ smoothing })).toEqual([]);
    expect(of({ weight: WEIGHT, axes: { ...axes, weight: "per-class" } })).toEqual([]);
    expect(of({ dtype: "float16", smoothing: 0.1 })).toEqual([]);
    // Far out, where one side is all there is.
    expect(of({ rows: ROWS.map((row) => row.map((x) => 40 * x)) })).toEqual([]);
  });

  it("have a slope of 0, never -0, where label and probability are equal", () => {
    const upstream = new Array<number>(12).fill(-1);
    const rows = ROWS.map(() => [0, 0, 0, 0]);
    const target = ROWS.map(() => [0.5, 0.5, 0.5, 0.5]);
    const lossCall = callOf({ rows, target, axes, across });
    const turned = { ...lossCall, upstream: float32(lossCall.input.shape, upstream) };
    expect(left(turned)).toEqual([]);
    expect([...evaluate(turned, { gradient: true }, [plainKernel]).gradient!.data]).toEqual(
      new Array(12).fill(0),
    );
  });

  it("are left, a row at a time, where something is not finite", () => {
    for (const odd of [NAN, INF, -INF])
      for (const k of [0, 3]) {
        expect(of({ rows: [ROWS[0]!, changed(ROWS[1]!, k, odd), ROWS[2]!] })).toEqual([1]);
        expect(of({ target: [LABELS[0]!, LABELS[1]!, changed(LABELS[2]!, k, odd)] })).toEqual([2]);
        const lossCall = callOf({ rows: ROWS, target: LABELS, axes, across });
        const upstream = new Array<number>(12).fill(1);
        upstream[across ? k * 3 : k] = odd;
        expect(left({ ...lossCall, upstream: float32(lossCall.input.shape, upstream) })).toEqual([0]);
      }
  });
});
