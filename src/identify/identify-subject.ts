/** Identifies an implementation that names no variant, before it is judged. */
import { variantById } from "../variants/index.ts";
import { type AnswersMatch, type FoundOption, GIVEN } from "./answers-match.ts";
import {
  type AskableProgram,
  identifyProgram,
  type UnusedChoice,
  unusedChoices,
} from "./identify-program.ts";

/** Variants that it is asked for, one for each form of inputs. */
const ASKED = ["torch", "keras-categorical", "opennmt", "tfjs-softmax", "keras-binary", "tfjs-sigmoid"];

export interface IdentifiedSubject {
  readonly variant: string;
  /** What was found, in words: `torch, labelSmoothing as given`. */
  readonly says: string;
  /** Options that it does not look at: vectors that have another value are not what it is meant for. */
  readonly unused: readonly UnusedChoice[];
}

/** @returns what it is, or the reason why it cannot be identified, in words that follow "it" */
export async function identifySubject(
  subject: AskableProgram,
): Promise<IdentifiedSubject | { readonly problem: string }> {
  const wrong: AnswersMatch[] = [];
  for (const id of ASKED) {
    const { matches, answered, failures } = await identifyProgram(subject, variantById(id)!);
    if (answered === 0 && failures[0] !== undefined)
      return { problem: `names no variant, and cannot be asked for one: ${failures[0]}` };
    const [best] = matches;
    if (best !== undefined && best.mutant === undefined) return identified(subject, best);
    if (best !== undefined) wrong.push(best);
  }
  const [nearest] = wrong;
  return nearest === undefined
    ? { problem: `names no variant, and none gives its numbers (asked as ${ASKED.join(", ")})` }
    : identified(subject, nearest);
}

async function identified(subject: AskableProgram, match: AnswersMatch): Promise<IdentifiedSubject> {
  const { variant } = match;
  return { variant, says: describeName(match), unused: await unusedChoices(subject, variantById(variant)!) };
}

/** The variant, its options, and what is wrong with it. */
export function describeName({ variant, options, mutant }: AnswersMatch): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${show(value)}`);
  const wrong = mutant === undefined ? "" : `, but ${mutant.says} (mutant ${mutant.id})`;
  return `${[variant, ...said].join(", ")}${wrong}`;
}

function show(value: FoundOption): string {
  if (value === GIVEN) return "as given";
  return typeof value === "object"
    ? `[${value.slice(0, 8).join(", ")}${value.length > 8 ? ", …" : ""}]`
    : String(value);
}
