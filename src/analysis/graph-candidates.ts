/** Every definition that a graph might be, as far as its inputs allow: records, choices, ignored classes, weights. */

import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Axes } from "../loss/axes.ts";
import { GIVEN_LOGS, isLink, SOFTMAX } from "../loss/axis-values.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Probe } from "./graph-probes.ts";
import { axesOf, type OptionFacts, optionSets } from "./option-sets.ts";

/** Classes tried as the one a source excludes; each costs a fit. */
const MOST_EXCLUDED = 64;

/** Stands in for the smoothing while a call is resolved: legal everywhere. */
const PLACEHOLDER = 0.5;

/** A definition with all but its smoothing settled. */
export interface Candidate {
  readonly record: VariantRecord;
  /** All options but labelSmoothing. */
  readonly options: OptionValues;
  /** Class weights that are part of the graph. */
  readonly weight: Tensor | undefined;
  /** Axes that differ from the record's, for a graph that does a step more than its variant. */
  readonly axes: Partial<Axes>;
}

/** What is known of the graph beside its answers. */
export interface Known {
  readonly probes: readonly Probe[];
  /** Vectors that may be class weights. */
  readonly weights: readonly Float64Array[];
}

/** Candidates among the records; those of the same numbers come in the records' order. */
export function* candidates(
  records: readonly VariantRecord[],
  { probes, weights }: Known,
): Generator<Candidate> {
  const [probe] = probes;
  if (probe === undefined) return;
  for (const record of records) {
    for (const options of optionSets(record, factsOf(probes))) {
      for (const weight of weightsFor(record, probe, weights)) {
        yield { record, options, weight, axes: {} };
        // The log-softmax that such a source leaves to its caller is often part of the graph.
        if (isLink(record.axes.link, GIVEN_LOGS))
          yield { record, options, weight, axes: { input: "logits", link: SOFTMAX } };
      }
    }
  }
}

function weightsFor(
  record: VariantRecord,
  probe: Probe,
  weights: readonly Float64Array[],
): readonly (Tensor | undefined)[] {
  if (probe.weight !== undefined || record.weightName !== "weight") return [undefined];
  const { dtype } = probe.input;
  return [undefined, ...weights.map((data): Tensor => ({ dtype, shape: [data.length], data }))];
}

/** Options whose effect the probes would have shown. */
function factsOf(probes: readonly Probe[]): OptionFacts {
  const { input, ignoreIndex } = probes[0]!;
  const { shape } = input;
  const width = shape[Math.min(1, shape.length - 1)] ?? 1;
  const targets = probes
    .flatMap(({ target }) => (target.dtype === "int64" ? [...target.data] : []))
    .filter((index) => index >= 0);
  const classes = Array.from({ length: Math.min(width, MOST_EXCLUDED) }, (_, k) => k);
  const axes = axesOf(shape.length);
  return {
    shape,
    ignorable: ignoreIndex === undefined ? [undefined, ...new Set(targets)] : [ignoreIndex],
    excludable: ignoreIndex === undefined ? [undefined, ...new Set([...targets, ...classes])] : [ignoreIndex],
    axes: { axis: axes, dim: axes },
    corrections: false,
  };
}

/** What a candidate computes for a probe, its smoothing still to be set; undefined where it refuses the call. */
export function evaluationFor(
  { record, options, weight, axes }: Candidate,
  probe: Probe,
): LossCall | undefined {
  const { input, target } = probe;
  const given = weight ?? probe.weight ?? probe.sampleWeight;
  const name = probe.sampleWeight === undefined ? "weight" : "sampleWeight";
  if (given !== undefined && record.weightName !== name) return undefined;
  if (probe.ignoreIndex !== undefined && !("ignoreIndex" in record.options)) return undefined;
  const ignored = probe.ignoreIndex === undefined ? {} : { ignoreIndex: probe.ignoreIndex };
  const values = { ...options, ...ignored, labelSmoothing: PLACEHOLDER };
  try {
    const lossCall = bind(record, values).call({ input, target, weight: given });
    return { ...lossCall, axes: { ...lossCall.axes, ...axes } };
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}
