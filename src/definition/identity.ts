/**
 * When two variants are one function: the smoothing of the other that gives the same numbers, and what is left between
 * them. Each is checked by random calls, on value and gradient.
 */

/** The other's smoothing as a function of one's own, a, and of the class count, K. */
export type SmoothingMap = "a" | "2 a" | "a K/(K-1)" | "a/(1+a)";

export const SMOOTHING_MAPS: {
  readonly [map in SmoothingMap]: (labelSmoothing: number, numClasses: number) => number;
} = {
  a: (a) => a,
  "2 a": (a) => 2 * a,
  "a K/(K-1)": (a, k) => (a * k) / (k - 1),
  "a/(1+a)": (a) => a / (1 + a),
};

/** What a call may have that makes two functions of one, or that the other side cannot be given. */
export type IdentityException = "ignored rows" | "all rows ignored" | "class weights" | "sample weights";

const EXCEPTIONS: { readonly [exception in IdentityException]: string } = {
  "ignored rows": "without ignored rows",
  "all rows ignored": "unless all rows are ignored",
  "class weights": "without weights",
  "sample weights": "without weights",
};

/** `own loss = times * (the other's loss - constant)`, gradients likewise. */
export interface Identity {
  /** Id of the other variant. */
  readonly same: string;
  readonly labelSmoothing: SmoothingMap;
  /** Options of one's own at which it holds; the others are free. */
  readonly own?: { readonly [name: string]: string | number | boolean };
  /** Options of the other's to go with them. */
  readonly theirs?: { readonly [name: string]: string | number | boolean };
  /** `entropy` of the target, per row, is what a divergence takes off a cross entropy. Gradients agree. */
  readonly constant?: "entropy";
  /** `rows` where a sum meets a mean over rows. Default 1. */
  readonly times?: "rows";
  /** The one class count at which it holds. Default: all. */
  readonly classes?: number;
  /** Relative difference that an epsilon of the source leaves. Default: none but rounding. */
  readonly within?: number;
  /** Calls for which it does not hold. For all others it does, with the same ignoreIndex, weights and reduction. */
  readonly except?: readonly IdentityException[];
  /** A condition in words: "targets that sum to 1". */
  readonly where?: string;
}

/** Without ignored rows goes without saying that not all of them are. */
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
