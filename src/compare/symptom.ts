/** What is wrong with an answer, as data: alike for answers that are wrong in the same way. `describeCause` has the words. */
import type { OutputName } from "./tolerances.ts";

/** One type per kind, since kinds that have the same fields are told apart by the table of words. */
type Of<Kind extends string, Fields = unknown> = Kind extends unknown
  ? { readonly kind: Kind } & Fields
  : never;

/** Of a gradient, whether the loss beside it is right. */
interface Wrong {
  readonly output: OutputName;
  readonly lossIsRight?: true | undefined;
}

export type Symptom =
  /** A number that is not the expected one, or that one less exactly; `both` says that either output has it. */
  | Of<"another-number", Omit<Wrong, "output"> & { readonly output: OutputName | "both" }>
  | Of<"less-exact" | "sign-of-zero", Wrong>
  /** NaN, an infinity, zero or any other number, where another of these is due. */
  | Of<"another-class", Wrong & { readonly got: string; readonly due: string }>
  | Of<"no-output" | "another-shape" | "another-length", { readonly output: OutputName }>
  | Of<"another-dtype", { readonly output: OutputName; readonly got: string; readonly due: string }>
  /** A value where a refusal is due, or the other way round. */
  | Of<"accepts" | "refuses", { readonly code: string }>
  | Of<"refuses-otherwise", { readonly code: string; readonly due: string }>
  | Of<"refuses-elsewhere", { readonly code: string; readonly phase: string; readonly due: string }>
  | Of<"exception", { readonly says: string }>
  /** It crashed, hung or broke the protocol. */
  | Of<"no-answer", { readonly says: string }>
  /** It has none of these kinds of calls, which the user requires. */
  | Of<"skips-required", { readonly says: string }>
  | Of<"changed-fixture" | "passes-though-listed">;

export interface Cause {
  readonly symptom: Symptom;
  /** What the calls with this symptom have in common and the others have not, in words that follow "where". */
  readonly condition?: string | undefined;
}

/** The mistake whose numbers an answer has: a mutant is a loss with one deliberate mistake. */
export interface Likeness {
  /** Its id. */
  readonly mutant: string;
  /** What it does instead, in words that follow "looks like". */
  readonly says: string;
  /** Where the mistake was seen: a thread, or the definition that it comes from. */
  readonly seen?: string | undefined;
  /** The variant that does this on purpose, if it is another than the one that was asked for. */
  readonly variant?: string | undefined;
  /** What else is wrong with the same numbers, in the same words. */
  readonly besides?: readonly string[] | undefined;
}

type Say = { readonly [Kind in Symptom["kind"]]: (symptom: Extract<Symptom, { kind: Kind }>) => string };

const besideLoss = ({ lossIsRight }: { readonly lossIsRight?: true | undefined }): string =>
  lossIsRight === true ? ", the loss is right" : "";

const SAY: Say = {
  "another-number": (it) =>
    it.output === "both" ? "another number" : `the ${it.output} is another number${besideLoss(it)}`,
  "less-exact": (it) => `the ${it.output} is less exact than its budget${besideLoss(it)}`,
  "another-class": (it) => `the ${it.output} is ${it.got} where ${it.due} is due${besideLoss(it)}`,
  "sign-of-zero": (it) => `the ${it.output} has a zero of the wrong sign${besideLoss(it)}`,
  "no-output": ({ output }) => `no ${output}`,
  "another-shape": ({ output }) => `the ${output} has another shape`,
  "another-length": ({ output }) => `the ${output} has another number of elements`,
  "another-dtype": ({ output, got, due }) => `the ${output} is ${got}, not ${due}`,
  accepts: ({ code }) => `accepts what is refused (${code})`,
  refuses: ({ code }) => `refuses what is accepted (${code})`,
  "refuses-otherwise": ({ code, due }) => `refuses with ${code}, not ${due}`,
  "refuses-elsewhere": ({ code, phase, due }) => `refuses with ${code} at ${phase}, not ${due}`,
  exception: ({ says }) => `exception: ${says}`,
  "no-answer": ({ says }) => says,
  "skips-required": ({ says }) => `skips what is required: ${says}`,
  "changed-fixture": () => "a changed fixture",
  "passes-though-listed": () => "passes, but is listed as failing",
};

/** The symptom alone and, where there is one, its condition with the words that join it. */
export function causeWords({ symptom, condition }: Cause): readonly [symptom: string, condition: string] {
  const say = SAY[symptom.kind] as (symptom: Symptom) => string;
  return [say(symptom), condition === undefined ? "" : `, where ${condition}`];
}

/** Which mistake it is and what is said beside it, for where its words stand already: `mutant target-off-target. Did …` */
export function likenessBeside(likeness: Likeness): string {
  return `${nameOf(likeness)}${restOf(likeness)}`;
}

/** `off-target mass a/(K-1) (mutant target-off-target; seen in …), and …. Did you mean the variant simple?` */
export function describeLikeness(likeness: Likeness): string {
  return `${likeness.says} (${nameOf(likeness)})${restOf(likeness)}`;
}

function nameOf({ mutant, seen }: Likeness): string {
  return `mutant ${mutant}${seen === undefined ? "" : `; seen in ${seen}`}`;
}

function restOf({ variant, besides = [] }: Likeness): string {
  const also = besides.length === 0 ? "" : `, and ${besides.join(", and ")}`;
  return variant === undefined ? also : `${also}. Did you mean the variant ${variant}?`;
}

/** What a verdict says is wrong. */
interface Blamed {
  readonly cause?: Cause;
  readonly looksLike?: Likeness;
  readonly message: string;
}

/** The mistake that the failure looks like, else what is wrong and where, else the message. */
export function blameWords(blamed: Blamed): readonly [words: string, condition: string] {
  const { looksLike, cause, message } = blamed;
  if (looksLike !== undefined) return [looksLike.says, ""];
  return cause === undefined ? [message, ""] : causeWords(cause);
}

/** The same as one text; failures with the same one belong together. */
export function describeBlame(blamed: Blamed): string {
  return blameWords(blamed).join("");
}
