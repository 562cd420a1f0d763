/** The messages of failed tests. */
import { describeLikeness } from "../compare/symptom.ts";
import type { Judgement, Verdict } from "../compare/verdict.ts";
import { type Evidence, Exhibit, evidenceOf } from "../diagnose/evidence.ts";
import { explainFailures, likenessTo } from "../diagnose/looks-like.ts";
import type { Mutant } from "../mutants/mutant.ts";

/**
 * How many answers are compared with the mutants (losses with one deliberate mistake) together: enough to tell most
 * mutants apart, few enough to be fast.
 */
const MOST_WEIGHED = 120;

/** Thrown where an answer differs from the reference's. */
export class ConformanceError extends Error {
  override readonly name: string = "ConformanceError";
  readonly verdicts: readonly Verdict[];

  constructor(message: string, verdicts: readonly Verdict[]) {
    super(message);
    this.verdicts = verdicts;
  }
}

/** The answers to one variant's vectors so far, and the mutants that may explain those that fail. */
class Suspicion {
  readonly #evidence: Evidence[] = [];
  #failures = 0;
  #suspects: readonly Mutant[] = [];

  add(evidence: Evidence): void {
    this.#evidence.push(evidence);
    if (evidence.failed) this.#failures += 1;
  }

  /** The mutant that explains the failure that was added last, if one does. */
  explain(evidence: Evidence): Mutant | undefined {
    // All answers are compared at the first failure, the second, the fourth, …; a mutant found earlier is tried at once.
    if (Number.isInteger(Math.log2(this.#failures))) {
      const explained = explainFailures(this.#evidence.slice(-MOST_WEIGHED));
      this.#suspects = [...new Set([...explained.values(), ...this.#suspects])];
      const mutant = explained.get(evidence);
      if (mutant !== undefined) return mutant;
    }
    const exhibit = new Exhibit(evidence);
    return this.#suspects.find((suspect) => exhibit.effectOf(suspect) === "same");
  }
}

/** Explains failures one by one, each with the help of the answers before it. */
export class Explainer {
  readonly #variants = new Map<string, Suspicion>();

  /** The verdict; if it is a failure, with the mistake that it looks like. */
  hear(judgement: Judgement): Verdict {
    const { verdict } = judgement;
    const evidence = evidenceOf(judgement);
    if (evidence === undefined) return verdict;
    const suspicion = this.#variants.get(verdict.variant) ?? new Suspicion();
    this.#variants.set(verdict.variant, suspicion);
    suspicion.add(evidence);
    const mutant = evidence.failed ? suspicion.explain(evidence) : undefined;
    return mutant === undefined ? verdict : { ...verdict, looksLike: likenessTo(mutant, verdict.variant) };
  }
}

/** `torch.mean.…: loss[]: expected …`, and on a second line the mistake that it looks like. */
export function describeVerdict({ id, message, reference, looksLike }: Verdict): string {
  const hint = looksLike === undefined ? "" : `\n  looks like: ${describeLikeness(looksLike)}`;
  return `${id} (${reference}): ${message}${hint}`;
}
