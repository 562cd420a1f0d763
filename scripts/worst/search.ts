/**
 * A search for the inputs with the largest errors: the worst calls of each goal are changed in the ways that cost
 * floating-point arithmetic its digits, and the changes that make an error larger are kept.
 */
import fc from "fast-check";
import type { OutputName } from "../../src/compare/tolerances.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { FLOAT_FORMATS, roundToFloat } from "../../src/formats/bits.ts";
import { calls } from "../../src/fuzz/calls.ts";
import type { LossBackend } from "../../src/loss/backend.ts";
import { InvalidArgument } from "../../src/math/errors.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { isOrdinary, type Measured, measure, OUTPUTS } from "./measure.ts";
import type { TrueAnswer, Truths } from "./truth.ts";

export interface Candidate {
  readonly call: Call;
  readonly truth: TrueAnswer;
  readonly found: Measured;
}

export interface Goal {
  readonly backend: string;
  readonly output: OutputName;
}

export interface Search {
  readonly record: VariantRecord;
  readonly dtype: Call["dtype"];
  readonly backends: readonly LossBackend[];
  /** Calls whose truth is computed. */
  readonly evaluations: number;
  readonly seed: number;
  readonly truths: Truths;
}

/** Calls of one round: their truths are computed together. */
const ROUND = 40;

/** Parents that a goal keeps. */
const KEPT = 4;

/** Numbers of classes, the narrow ones more often: their truth costs less. */
const WIDTHS = [2, 3, 4, 5, 7, 10, 3, 4, 5, 8, 17, 33];

/** Numbers of rows: four are computed in the lanes of one vector. */
const ROWS = [1, 2, 4, 5];

/** The share of random calls among those of later rounds. */
const FRESH = 0.1;

export interface Found {
  /** The worst candidate of every goal. */
  readonly worst: readonly (Goal & Candidate)[];
  /** Answers that are not less exact but another number: the definition and the code disagree. */
  readonly others: readonly (Goal & Candidate)[];
}

/** From this share of the magnitude of its terms on, an error is no rounding. */
const ANOTHER_NUMBER = 1e-3;

export async function search(job: Search): Promise<Found> {
  const { record, dtype, backends, truths } = job;
  const random = generator(job.seed);
  const goals = backends.flatMap(({ id }) =>
    OUTPUTS.map((output) => ({ backend: id, output, best: [] as Candidate[] })),
  );
  const others: (Goal & Candidate)[] = [];
  const limit = ANOTHER_NUMBER / FLOAT_FORMATS[dtype].epsilon;
  let left = job.evaluations;
  for (let round = 0; left > 0; round += 1) {
    const { best } = goals[round % goals.length]!;
    const batch = Array.from({ length: Math.min(ROUND, left) }, () => {
      const parent = best[Math.floor(random() * best.length)];
      return parent === undefined || random() < FRESH
        ? fresh(record, dtype, random)
        : changed(parent.call, record, random);
    }).filter((call) => call !== undefined);
    left -= Math.min(ROUND, left);
    const answers = await truths.of(batch);
    batch.forEach((call, i) => {
      const truth = answers[i];
      if (truth === undefined || !isOrdinary(truth, dtype)) return;
      for (const backend of backends) {
        const errors = attempt(() => measure(call, truth, backend));
        if (errors === undefined) continue;
        for (const goal of goals) {
          if (goal.backend !== backend.id) continue;
          const found = errors[goal.output];
          if (found.units > limit) {
            others.push({ ...goal, call, truth, found });
            continue;
          }
          goal.best.push({ call, truth, found });
          goal.best.sort((a, b) => b.found.units - a.found.units);
          goal.best.length = Math.min(goal.best.length, KEPT);
        }
      }
    });
  }
  const worst = goals.flatMap(({ backend, output, best: [first] }) =>
    first === undefined ? [] : [{ backend, output, ...first }],
  );
  return { worst, others };
}

/** Undefined for a call that is refused. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

type Random = () => number;

/** xorshift32, as a number in [0, 1). */
function generator(seed: number): Random {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e37_79b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const chosen = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;

/** A random call of the dtype, of any width. */
function fresh(record: VariantRecord, dtype: Call["dtype"], random: Random): Call | undefined {
  const [rows, classes] = [chosen(ROWS, random), chosen(WIDTHS, random)];
  const shape = record.accepts.rank.least === 3 ? [rows, 2, classes] : [rows, classes];
  const targetKind = chosen(record.accepts.targets, random);
  const builtIn = { dtype, targetKind, options: {}, without: [], shape };
  const [call] = fc.sample(calls([record], { builtIn }), {
    numRuns: 1,
    seed: Math.floor(random() * 2 ** 31),
  });
  if (call === undefined) return undefined;
  const options = { ...call.options };
  // A divisor that is given from outside; random calls leave it out.
  for (const [name, spec] of Object.entries(record.options))
    if (spec.kind === "integer" && spec.optional && name !== "ignoreIndex")
      options[name] = 1 + Math.floor(random() * 9);
  return changed({ ...call, options }, record, random);
}

/** The inputs for which python-ref's definition has all that the package does and the port repeats. */
interface Domain {
  /** How far a logit may be below the largest one. */
  readonly furthest?: number;
  readonly wholeTargets?: true;
}

const DOMAINS: { readonly [variant: string]: Domain } = {
  // Its targets are whole numbers, to which the definition rounds them.
  "burn-binary": { wholeTargets: true },
  // In float32 the softmax of a logit that is further below loses digits, then underflows, and its logarithm is taken.
  megatron: { furthest: 80 },
};

/** The dtypes in which every variant is searched. */
export const SEARCHED = ["float64", "float32"] as const;

function inDomain(call: Call, { furthest = Infinity, wholeTargets }: Domain = {}): Call {
  const { logits, target } = call.inputs;
  const inputs = { ...call.inputs };
  if (wholeTargets && target !== undefined)
    inputs.target = { ...target, data: Float64Array.from(target.data, (value) => Math.round(value)) };
  if (logits !== undefined && furthest < Infinity) {
    const least = logits.data.reduce((most, value) => Math.max(most, value), -Infinity) - furthest;
    const near = (value: number): number => roundToFloat(Math.max(value, least), call.dtype);
    inputs.logits = { ...logits, data: Float64Array.from(logits.data, near) };
  }
  return { ...call, inputs };
}

const INPUTS = ["logits", "logProbs", "probs"] as const;

/** Largest logit: beyond it a float32 has no digits after the point left. */
const LARGEST = 2 ** 27;

/** The call with one to three changes. */
function changed(call: Call, record: VariantRecord, random: Random): Call {
  const name = INPUTS.find((each) => call.inputs[each] !== undefined)!;
  const input = call.inputs[name]!;
  const data = Float64Array.from(input.data);
  const options = { ...call.options };
  const inputs = { ...call.inputs };
  const { target } = inputs;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes -= 1) {
    const kind = random();
    if (kind < 0.1) smooth(options, record, random);
    else if (kind < 0.2 && target !== undefined && target.dtype !== "int64")
      inputs.target = { ...target, data: disturbedTarget(target, random) };
    else chosen(CHANGES, random)(data, random);
  }
  const kept = Float64Array.from(data, (value) => roundToFloat(within(value, name), call.dtype));
  return inDomain(
    { ...call, options, inputs: { ...inputs, [name]: { ...input, data: kept } } },
    DOMAINS[record.id],
  );
}

/** Logits of a size that has digits left, log-probabilities that are not positive, probabilities. */
function within(value: number, name: (typeof INPUTS)[number]): number {
  if (name === "logProbs") return -Math.min(Math.abs(value), LARGEST);
  if (name === "probs") return Math.min(Math.max(Math.abs(value), 2 ** -30), 1);
  return Math.min(Math.max(value, -LARGEST), LARGEST);
}

/** 2^-k for some k up to `most`, of either sign. */
const small = (random: Random, most = 50): number => (random() < 0.5 ? -1 : 1) * 2 ** -(random() * most);

type Change = (data: Float64Array, random: Random) => void;

const CHANGES: readonly Change[] = [
  // A few last places of one element.
  (data, random) => {
    const k = Math.floor(random() * data.length);
    data[k]! += data[k]! * small(random, 52);
  },
  // Another element, of any size.
  (data, random) => {
    data[Math.floor(random() * data.length)] = small(random, 12) * 2 ** (random() * 8);
  },
  // A near tie.
  (data, random) => {
    const [i, j] = [Math.floor(random() * data.length), Math.floor(random() * data.length)];
    data[i] = data[j]! + small(random);
  },
  // A common offset.
  (data, random) => {
    const offset = small(random, 4) * 2 ** (random() * 20);
    data.forEach((value, k) => {
      data[k] = value + offset;
    });
  },
  // Another spread.
  (data, random) => {
    const factor = 2 ** (random() * 4 - 2);
    data.forEach((value, k) => {
      data[k] = value * factor;
    });
  },
  // All last bits in use.
  (data, random) => {
    data.forEach((value, k) => {
      data[k] = value + (value === 0 ? 1 : value) * (random() - 0.5) * 2 ** -(random() * 20);
    });
  },
];

function disturbedTarget(target: Tensor, random: Random): Float64Array {
  const data = Float64Array.from(target.data);
  const k = Math.floor(random() * data.length);
  data[k] = roundToFloat(
    random() < 0.3 ? random() : Math.abs(data[k]! * (1 + small(random))),
    target.dtype as Call["dtype"],
  );
  return data;
}

/** Another smoothing, also next to 0 and next to 1. */
function smooth(
  options: Record<string, Call["options"][string]>,
  record: VariantRecord,
  random: Random,
): void {
  const spec = record.options.labelSmoothing;
  if (spec?.kind !== "number") return;
  const kind = random();
  const smoothing =
    kind < 0.6 ? random() : kind < 0.8 ? Math.abs(small(random)) : 1 - Math.abs(small(random));
  if (spec.domain.holds(smoothing)) options.labelSmoothing = smoothing;
}
