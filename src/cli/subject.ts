/** What is judged, where it does not say what it is: found out by asking it, before it is held to anything. */
import type { AnswersMatch } from "../analysis/identify-answers.ts";
import { identifyProgram } from "../analysis/identify-program.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { variantById } from "../variants/index.ts";
import { UsageError } from "./exit-codes.ts";
import { describeName } from "./identify-graph.ts";

/** Variants that it is asked for, one for each form that inputs come in. */
const ASKED = ["torch", "keras-categorical", "opennmt", "tfjs-softmax", "keras-binary", "tfjs-sigmoid"];

const SAY_SO = "Say what it is meant to be: --variant ID (npx smoothproof list has them)";

export interface Identified {
  readonly variant: string;
  /** `torch, labelSmoothing as given`: what was found, for a person. */
  readonly says: string;
}

/**
 * @param flag the option that named it
 * @throws UsageError where it is nothing known
 */
export async function identifySubject(implementation: Implementation, flag: string): Promise<Identified> {
  const wrong: AnswersMatch[] = [];
  for (const id of ASKED) {
    const { matches, answered, failures } = await identifyProgram(implementation, variantById(id)!);
    if (answered === 0 && failures[0] !== undefined)
      throw new UsageError(
        `${flag}: it names no variant, and cannot be asked for one: ${failures[0]}. ${SAY_SO}`,
      );
    const [best] = matches;
    if (best !== undefined && best.mutant === undefined) return identified(best);
    if (best !== undefined) wrong.push(best);
  }
  const [nearest] = wrong;
  if (nearest !== undefined) return identified(nearest);
  throw new UsageError(
    `${flag}: it names no variant, and none gives its numbers (asked as ${ASKED.join(", ")}). ${SAY_SO}`,
  );
}

function identified(match: AnswersMatch): Identified {
  return { variant: match.variant, says: describeName(match) };
}
