/** Every definition that a graph might be, as far as its inputs allow: records, choices, ignored classes, weights. */
import type { Axes } from "../math/axes.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Evaluation } from "../math/evaluation.ts";
import type { Tensor } from "../math/tensor.ts";
import { VARIANTS } from "../variants/index.ts";
import { checkConstruction, type OptionValue, type OptionValues } from "../variants/options.ts";
import type { VariantRecord } from "../variants/record.ts";
import { resolveCall } from "../variants/resolve.ts";
import type { Probe } from "./graph-probes.ts";

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

export function* candidates({ probes, weights }: Known): Generator<Candidate> {
  const [probe] = probes;
  if (probe === undefined) return;
  for (const record of VARIANTS) {
    for (const options of optionSets(record, probes)) {
      for (const weight of weightsFor(record, probe, weights)) {
        yield { record, options, weight, axes: {} };
        // The log-softmax that such a source leaves to its caller is often part of the graph.
        if (record.axes.link === "given")
          yield { record, options, weight, axes: { input: "logits", link: "softmax" } };
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

/** Each combination of choices, corrections of quirks aside, with each axis and each class that may be ignored. */
function* optionSets(record: VariantRecord, probes: readonly Probe[]): Generator<OptionValues> {
  const { shape } = probes[0]!.input;
  const corrections = record.quirks.map(({ corrected }) => corrected?.split(":")[0]);
  let sets: { [name: string]: OptionValue }[] = [{}];
  for (const [name, spec] of Object.entries(record.options)) {
    if (spec.kind !== "choice" || corrections.includes(name)) continue;
    const values = distinctChoices(spec.axes).map((value) =>
      typeof spec.default === "boolean" ? value === "true" : value,
    );
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }
  for (const name of axisOptions(record)) {
    sets = sets.flatMap((set) =>
      axesOf(shape.length).map((axis) => (axis === undefined ? set : { ...set, [name]: axis })),
    );
  }
  for (const set of sets) {
    const width = shape[Math.min(1, shape.length - 1)] ?? 1;
    const options = "numClasses" in record.options ? { ...set, numClasses: width } : set;
    if (!("ignoreIndex" in record.options)) yield options;
    else
      for (const ignoreIndex of ignoredIn(record, probes, width))
        yield { ...options, ...(ignoreIndex === undefined ? {} : { ignoreIndex }) };
  }
}

/** Names of the options that choose an axis. */
function axisOptions({ axes }: VariantRecord): string[] {
  return [
    ...(axes.classAxis === "axis-option" ? ["axis"] : []),
    ...(axes.softmaxAxis === "dim-option" ? ["dim"] : []),
  ];
}

/** The default, which is the last one, and others of a rank that has them: axis 1, then any. */
function axesOf(rank: number): readonly (number | undefined)[] {
  const others = Array.from({ length: rank - 1 }, (_, axis) => axis);
  return [undefined, ...others.sort((a, b) => Math.abs(a - 1) - Math.abs(b - 1))];
}

/** Names of choices without those that mean the same as an earlier one. */
function distinctChoices(axes: { readonly [value: string]: Partial<Axes> }): string[] {
  const seen = new Set<string>();
  return Object.keys(axes).filter((value) => {
    const meaning = JSON.stringify(axes[value]);
    return !seen.has(meaning) && seen.add(meaning);
  });
}

/** The default, and classes whose being ignored would have shown. */
function ignoredIn(
  record: VariantRecord,
  probes: readonly Probe[],
  width: number,
): readonly (number | undefined)[] {
  const given = probes[0]?.ignoreIndex;
  if (given !== undefined) return [given];
  const targets = probes
    .flatMap(({ target }) => (target.dtype === "int64" ? [...target.data] : []))
    .filter((index) => index >= 0);
  const excluded =
    record.axes.excludedClass === "none"
      ? []
      : Array.from({ length: Math.min(width, MOST_EXCLUDED) }, (_, k) => k);
  return [undefined, ...new Set([...targets, ...excluded])];
}

/** What a candidate computes for a probe, its smoothing still to be set; undefined where it refuses the call. */
export function evaluationFor(
  { record, options, weight, axes }: Candidate,
  probe: Probe,
): Evaluation | undefined {
  const { input, target } = probe;
  const given = weight ?? probe.weight ?? probe.sampleWeight;
  const name = probe.sampleWeight === undefined ? "weight" : "sampleWeight";
  if (given !== undefined && record.weightName !== name) return undefined;
  if (probe.ignoreIndex !== undefined && !("ignoreIndex" in record.options)) return undefined;
  const values = { ...options, labelSmoothing: PLACEHOLDER };
  try {
    checkConstruction(record, values);
    const evaluation = resolveCall(record, values, { input, target, weight: given });
    return { ...evaluation, axes: { ...evaluation.axes, ...axes } };
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}
