/** Every definition that a call's numbers may have come from: the variants under their options. */

import { type BoundLoss, bind } from "../../definition/bind.ts";
import { type OptionValues, settle } from "../../definition/options.ts";
import type { VariantRecord } from "../../definition/record.ts";
import type { Axes, Reduction, TargetKind } from "../../loss/axes.ts";
import { evaluate } from "../../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../loss/loss-call.ts";
import { reductionOf } from "../../loss/row-losses.ts";
import { InvalidArgument } from "../../math/errors.ts";
import { sizeOf, type Tensor, withoutAxis } from "../../math/tensor.ts";
import type { Mutant } from "../../mutants/mutant.ts";
import { VARIANTS } from "../../variants/index.ts";
import { linkFacts } from "../link-facts.ts";
import { axesOf, type OptionFacts, optionSets } from "../option-sets.ts";
import type { ReadSample } from "../sample.ts";
import { type CallForm, CallForms } from "./call-forms.ts";
import { classAxesOf } from "./class-axes.ts";
import type { Definition, Narrowing } from "./definition.ts";
import { MIDDLE } from "./mass-path.ts";
import { withUsualValues } from "./usual-values.ts";

/** A variant with all its options except the smoothing, or a wrong loss made from one. */
interface Named {
  readonly record: VariantRecord;
  /** All options that differ from their defaults, except labelSmoothing. */
  readonly options: OptionValues;
  readonly mutant: Mutant | undefined;
  /** Whether the sample's weights are used. */
  readonly weighted: boolean;
  /** Which form of the sample it was given. */
  readonly way: Way;
  /** Whether its first input had to be derived from the sample's. */
  readonly derived: boolean;
}

/** A choice among the sample's forms; other samples of the same kind have the same forms. */
interface Way {
  readonly targetKind: TargetKind;
  /** Position in the list of forms: as given, or with all rows on one axis. */
  readonly form: number;
}

/** A definition, and the sample's numbers in the form that it takes. */
export interface Candidate extends Named, Definition {
  readonly form: CallForm;
  /** What it computes at a smoothing. */
  readonly result: (smoothing: number) => LossAndGradient | undefined;
  readonly loss: (smoothing: number) => Tensor | undefined;
  /** For a wrong loss: the right ones that it was made from, which give the same numbers as each other. */
  readonly hosts: readonly Candidate[];
}

/**
 * All variants under all options that make a difference here, with the classes that sources usually leave out.
 *
 * @param size how many losses there are; undefined where that is not known
 */
export function rightCandidates(
  sample: ReadSample,
  size: number | undefined,
  narrowing: Narrowing,
): Generator<Candidate> {
  return candidatesAmong(VARIANTS, { sample, size, narrowing, tried: "defaults" });
}

/** Those that leave out a class which is neither a usual choice nor the target of any row. */
export function unusualCandidates(
  sample: ReadSample,
  size: number | undefined,
  narrowing: Narrowing,
): Generator<Candidate> {
  const excluding = VARIANTS.filter(({ axes }) => axes.excludedClass !== "none");
  return candidatesAmong(excluding, { sample, size, narrowing, tried: "unusual classes" });
}

/** Those with a number that is not the default in an option that takes any. */
export function numberedCandidates(
  sample: ReadSample,
  size: number | undefined,
  narrowing: Narrowing,
): Generator<Candidate> {
  return candidatesAmong(VARIANTS, { sample, size, narrowing, tried: "usual numbers" });
}

interface Wanted {
  readonly sample: ReadSample;
  readonly size: number | undefined;
  readonly narrowing: Narrowing;
  /** What the options are: as most people leave them, or one that few people set. */
  readonly tried: "defaults" | "unusual classes" | "usual numbers";
}

function* candidatesAmong(records: readonly VariantRecord[], wanted: Wanted): Generator<Candidate> {
  const { sample, narrowing } = wanted;
  for (const classAxis of classAxesOf(sample)) {
    const forms = new CallForms(sample, classAxis);
    for (const record of records) {
      if (narrowing.variant !== undefined && record.id !== narrowing.variant) continue;
      for (const targetKind of record.accepts.targets) yield* candidatesOf(record, targetKind, forms, wanted);
    }
  }
}

function* candidatesOf(
  record: VariantRecord,
  targetKind: TargetKind,
  forms: CallForms,
  wanted: Wanted,
): Generator<Candidate> {
  const { sample, size, narrowing, tried } = wanted;
  const { labelSmoothing: _, ...told } = toldOf(narrowing);
  if (Object.keys(toldOf(narrowing)).some((name) => !(name in record.options))) return;
  // A class that is given counts as a usual one.
  if (tried === "unusual classes" && told.ignoreIndex !== undefined) return;
  const holds = new Set(possibleInputs(record));
  const found = [...holds].flatMap((input) =>
    forms.forms(input, targetKind, scopeOf(record)).map((form, i) => ({ input, form, i })),
  );
  for (const index of new Set(found.map(({ i }) => i))) {
    let any = false;
    for (const { input, form } of found.filter(({ i }) => i === index)) {
      const sets = optionSets(record, factsOf(record, form, forms, wanted, targetKind));
      const chosen = tried === "usual numbers" ? withUsualValues(sets, record) : sets;
      for (const options of withTold(chosen, told)) {
        const bound = boundTo(record, options);
        if (bound?.axes.input !== input) continue;
        if (size !== undefined && !mayGive(size, reductionOf(bound.axes, targetKind), form.input.shape))
          continue;
        const way = { targetKind, form: index };
        for (const candidate of resolved(bound, options, form, sample, way)) {
          any = true;
          yield candidate;
        }
      }
    }
    // Rows are put on one axis only for variants that take no other shape.
    if (any) return;
  }
}

/** Whether a reduction leaves this many losses: one or, without a reduction, one per row along some axis. */
function mayGive(size: number, reduction: Reduction, shape: readonly number[]): boolean {
  if (reduction.divisor !== "unreduced") return size === 1;
  return size > 1 || shape.some((_, axis) => sizeOf(withoutAxis(shape, axis)) <= 1);
}

/** Whether a record's probabilities belong to rows or to labels; no option changes that. */
export function scopeOf({ axes }: VariantRecord): "row" | "label" {
  return linkFacts(axes.link).scope;
}

/** The names that the first input may have under any of the record's options. */
function possibleInputs({ axes, options }: VariantRecord): readonly Axes["input"][] {
  const others = Object.values(options).flatMap((spec) =>
    spec.kind === "choice"
      ? Object.values(spec.axes).flatMap(({ input }) => (input === undefined ? [] : [input]))
      : [],
  );
  return [axes.input, ...others];
}

/** The name of the first input under these options. */
export function inputName(record: VariantRecord, options: OptionValues): Axes["input"] {
  return settle(record, options).axes.input;
}

/** The options that are known; labelSmoothing may be one. */
function toldOf({ options = {} }: Narrowing): OptionValues {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The sets of options with the known ones filled in, each once; sets that a source refuses are left out later. */
function* withTold(sets: Iterable<OptionValues>, told: OptionValues): Generator<OptionValues> {
  const isTold = Object.keys(told).length > 0;
  const seen = new Set<string>();
  for (const set of sets) {
    const options = isTold ? { ...set, ...told } : set;
    const key = isTold ? JSON.stringify(Object.entries(options).sort()) : "";
    if (isTold && seen.has(key)) continue;
    seen.add(key);
    yield options;
  }
}

/** Classes that sources usually ignore: the first two and the last. */
function usual(width: number): readonly number[] {
  return [0, 1, width - 1];
}

/** An index that names no class, for sources that need one. */
const NOBODYS = -1;

/** With more different targets than this, trying each as the ignored class would cost more than it tells. */
const MOST_IGNORED = 64;

/** How many classes are tried as the excluded one, where no usual class fits. */
const MOST_EXCLUDED = 4096;

function factsOf(
  record: VariantRecord,
  { input, target }: CallForm,
  forms: CallForms,
  { sample, narrowing: { leftOut, targets: others = [] }, tried }: Wanted,
  targetKind: TargetKind,
): OptionFacts {
  const { shape } = input;
  const { ignoredRows, excludedClass } = record.axes;
  const targets = targetKind === "indices" ? forms.distinct(target) : [];
  const outside = targets.filter((index) => index < 0);
  // Rows that nothing is added to have no numbers of their own.
  const isShown = leftOut !== undefined && ignoredRows !== "none" && ignoredRows !== "no-label";
  const inside = [...new Set([...targets, ...(targetKind === "indices" ? others : [])])]
    .filter((index) => index >= 0 && (!isShown || leftOut.has(index)))
    .slice(0, MOST_IGNORED);
  const isLast = record.axes.classAxis === "last";
  const width = (isLast ? shape.at(-1) : shape[Math.min(1, shape.length - 1)]) ?? 1;
  const [classAxis] = classAxesOf(sample);
  // An index that names no class, where the option is required or its default is the target of some row.
  const byDefault = record.options.ignoreIndex?.default;
  const isOpen = byDefault === undefined || targets.includes(Number(byDefault));
  const unheard = isOpen ? [undefined, NOBODYS] : [undefined];
  const none = excludedClass === "in-range-index" ? [NOBODYS] : [];
  const excludable = [...new Set([undefined, ...usual(width), ...none, ...inside])];
  const isUnusual = tried === "unusual classes";
  const excluded = isUnusual ? othersThan(excludable, width) : excludable;
  return {
    shape,
    ignorable: outside.length > 0 ? outside : [...new Set([...unheard, ...inside])],
    excludable: outside.length > 0 ? (isUnusual ? [] : outside) : excluded,
    axes: {
      axis: [shape.length <= 2 || classAxis === shape.length - 1 ? undefined : classAxis],
      dim: axesOf(shape.length),
    },
    corrections: true,
  };
}

function othersThan(tried: readonly (number | undefined)[], width: number): readonly number[] {
  const all = Array.from({ length: Math.min(width, MOST_EXCLUDED) }, (_, k) => k);
  return all.filter((k) => !tried.includes(k));
}

/** With the sample's weights, where the variant takes them, and without. */
function* resolved(
  bound: BoundLoss,
  options: OptionValues,
  form: CallForm,
  sample: ReadSample,
  way: Way,
): Generator<Candidate> {
  const { record } = bound;
  const weights = [...new Set([weightFor(record, sample), undefined])];
  for (const weight of weights) {
    const lossCall = callOn(bound, form, weight);
    if (lossCall === undefined) continue;
    const at = (labelSmoothing: number): LossCall =>
      labelSmoothing === MIDDLE ? lossCall : { ...lossCall, labelSmoothing };
    yield {
      record,
      options: withoutDefaults(record, options),
      mutant: undefined,
      weighted: weight !== undefined,
      way,
      derived: lossCall.axes.input !== sample.holds,
      form,
      at,
      factor: 1,
      surprisal: undefined,
      result: (smoothing) => evaluate(at(smoothing)),
      loss: (smoothing) => evaluate(at(smoothing), { gradient: false }).loss,
      hosts: [],
    };
  }
}

function weightFor(record: VariantRecord, { weight, sampleWeight }: ReadSample): Tensor | undefined {
  if (record.weightName === undefined) return undefined;
  return record.weightName === "weight" ? weight : sampleWeight;
}

/** The call with its smoothing at `MIDDLE`; undefined where the variant refuses it. */
export function attempt(
  record: VariantRecord,
  options: OptionValues,
  form: CallForm,
  weight: Tensor | undefined,
): LossCall | undefined {
  const bound = boundTo(record, options);
  return bound && callOn(bound, form, weight);
}

function boundTo(record: VariantRecord, options: OptionValues): BoundLoss | undefined {
  return unlessRefused(() => bind(record, { ...options, labelSmoothing: MIDDLE }));
}

function callOn(
  bound: BoundLoss,
  { input, target }: CallForm,
  weight: Tensor | undefined,
): LossCall | undefined {
  // The very tensors, so that whatever is made of one is made once.
  return unlessRefused(() => ({ ...bound.call({ input, target, weight }), input, target, weight }));
}

function unlessRefused<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

function withoutDefaults(record: VariantRecord, options: OptionValues): OptionValues {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => {
      const spec = record.options[name];
      return (
        value !== undefined && (spec?.default === undefined || spec.default !== value || name === "reduction")
      );
    }),
  );
}
