/**
 * States that two variants are the same function: the smoothing of the other that gives the same numbers, and the
 * difference that remains. Each identity is checked by random calls, on value and gradient.
 */

/** The other variant's smoothing as a function of this variant's smoothing a and of the class count K. */
export type SmoothingMap = "a" | "2 a" | "a K/(K-1)" | "a/(1+a)";

export const SMOOTHING_MAPS: {
  readonly [map in SmoothingMap]: (labelSmoothing: number, numClasses: number) => number;
} = {
  a: (a) => a,
  "2 a": (a) => 2 * a,
  "a K/(K-1)": (a, k) => (a * k) / (k - 1),
  "a/(1+a)": (a) => a / (1 + a),
};

/** Features of a call for which the two variants differ, or that the other variant does not take. */
export type IdentityException = "ignored rows" | "all rows ignored" | "class weights" | "sample weights";

const EXCEPTIONS: { readonly [exception in IdentityException]: string } = {
  "ignored rows": "without ignored rows",
  "all rows ignored": "unless all rows are ignored",
  "class weights": "without weights",
  "sample weights": "without weights",
};

/** `this variant's loss = times * (the other's loss - constant)`, and likewise for gradients. */
export interface Identity {
  /** Id of the other variant. */
  readonly same: string;
  readonly labelSmoothing: SmoothingMap;
  /** Options of this variant at which it holds; the other options are free. */
  readonly own?: { readonly [name: string]: string | number | boolean };
  /** The options that the other variant needs for it. */
  readonly theirs?: { readonly [name: string]: string | number | boolean };
  /** `entropy`: a divergence is a cross entropy minus the entropy of each row's target. Gradients agree. */
  readonly constant?: "entropy";
  /** `rows` where one variant sums over rows and the other takes their mean. Default 1. */
  readonly times?: "rows";
  /** The one class count at which it holds. Default: all. */
  readonly classes?: number;
  /** Largest relative difference, where the source has an epsilon. Default: only rounding differs. */
  readonly within?: number;
  /** Calls for which it does not hold. For all others it does, with the same ignoreIndex, weights and reduction. */
  readonly except?: readonly IdentityException[];
  /** A condition in words: "targets that sum to 1". */
  readonly where?: string;
}

/** "Without ignored rows" implies "unless all rows are ignored". */
export function isImplied(exception: IdentityException, among: readonly IdentityException[]): boolean {
  return exception === "all rows ignored" && among.includes("ignored rows");
}

/** An identity in words: "simple(a), less the entropy of the target, times the rows". */
export function describeIdentity(identity: Identity): string {
  const {
    same,
    labelSmoothing,
    constant,
    times,
    classes,
    within,
    where,
    own,
    theirs,
    except = [],
  } = identity;
  const options = (values: Identity["own"]): string =>
    Object.entries(values ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  return [
    `${same}(${[labelSmoothing, options(theirs)].filter(Boolean).join(", ")})`,
    ...(own === undefined ? [] : [`at ${options(own)}`]),
    ...(constant === undefined ? [] : ["less the entropy of its target"]),
    ...(times === undefined ? [] : ["times the number of rows"]),
    ...(classes === undefined ? [] : [`for ${classes} classes`]),
    ...(within === undefined ? [] : [`within ${within.toExponential(1)}`]),
    ...(where === undefined ? [] : [`for ${where}`]),
    ...except.filter((each) => !isImplied(each, except)).map((each) => EXCEPTIONS[each]),
  ].join(", ");
}
