/** The combinations of options with which a definition may have been called, as far as the numbers can tell them apart. */

import type { OptionValue, OptionValues } from "../definition/options.ts";
import type { AxesPatch, VariantRecord } from "../definition/record.ts";

/** What the numbers of a call tell about its options. */
export interface OptionFacts {
  /** Shape of the first input. */
  readonly shape: readonly number[];
  /** Classes that may be ignored, for sources whose ignored class affects only rows that have it as target. */
  readonly ignorable: readonly (number | undefined)[];
  /** The same, for sources that give that class no mass in any row. */
  readonly excludable: readonly (number | undefined)[];
  /** Axes to try for each option that names one; undefined is the default. */
  readonly axes: { readonly [name: string]: readonly (number | undefined)[] };
  /** Whether the options that correct a source's quirks are tried as well. */
  readonly corrections: boolean;
}

/** Every combination; the default of each option comes first. */
export function* optionSets(record: VariantRecord, facts: OptionFacts): Generator<OptionValues> {
  const { shape } = facts;
  const corrections = facts.corrections ? [] : record.quirks.map(({ corrected }) => corrected?.split(":")[0]);
  let sets: { [name: string]: OptionValue }[] = [{}];
  for (const [name, spec] of Object.entries(record.options)) {
    if (spec.kind !== "choice" || corrections.includes(name)) continue;
    const values = defaultFirst(distinctChoices(spec.axes), String(spec.default)).map((value) =>
      typeof spec.default === "boolean" ? value === "true" : value,
    );
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }
  for (const name of axisOptions(record)) {
    sets = sets.flatMap((set) =>
      (facts.axes[name] ?? [undefined]).map((axis) => (axis === undefined ? set : { ...set, [name]: axis })),
    );
  }
  for (const set of sets) {
    const isLast = record.axes.classAxis === "last";
    const width = (isLast ? shape.at(-1) : shape[Math.min(1, shape.length - 1)]) ?? 1;
    const options = "numClasses" in record.options ? { ...set, numClasses: width } : set;
    if (!("ignoreIndex" in record.options)) yield options;
    else
      for (const ignoreIndex of record.axes.excludedClass === "none" ? facts.ignorable : facts.excludable)
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

/** The axes to try: the default, which is the last one, then axis 1 and the others. */
export function axesOf(rank: number): readonly (number | undefined)[] {
  const others = Array.from({ length: rank - 1 }, (_, axis) => axis);
  return [undefined, ...others.sort((a, b) => Math.abs(a - 1) - Math.abs(b - 1))];
}

function defaultFirst(values: readonly string[], first: string): readonly string[] {
  return values.includes(first) ? [first, ...values.filter((value) => value !== first)] : values;
}

/** Names of choices, without those that mean the same as an earlier one. */
function distinctChoices(axes: { readonly [value: string]: AxesPatch }): string[] {
  const seen = new Set<string>();
  return Object.keys(axes).filter((value) => {
    const meaning = JSON.stringify(axes[value]);
    return !seen.has(meaning) && seen.add(meaning);
  });
}
