/** What the report of a run says of a wrong loss, and whether it speaks of the slip. */

import { judge } from "../../../src/compare/judge.ts";
import { describeBlame } from "../../../src/compare/symptom.ts";
import type { Answer, Judgement } from "../../../src/compare/verdict.ts";
import { groupByCause, withConditions } from "../../../src/conformance/causes.ts";
import { type Evidence, evidenceOf } from "../../../src/diagnose/evidence.ts";
import { explainFailures, settle } from "../../../src/diagnose/looks-like.ts";
import { isSameResult } from "../../../src/diagnose/same-numbers.ts";
import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import type { Exam } from "./examine.ts";

/** A slip, and the same loss without it: what the slip does not change counts as right. */
export interface ByHand {
  readonly id: string;
  readonly answer: (e: LossCall) => LossAndGradient;
  readonly plain: (e: LossCall) => LossAndGradient;
}

export interface Said {
  readonly kind: "named" | "family" | "silent" | "wrong";
  readonly failures: number;
  /** Causes in words, most frequent first. */
  readonly words: readonly string[];
  readonly wrong: readonly string[];
}

/** Share of the failures that must have a name, or a cause of the right family. */
const MOST_OF = 0.5;

/** Undefined where nothing fails. */
export function saidOf({ answer, plain }: ByHand, about: RegExp, exams: readonly Exam[]): Said | undefined {
  const answers = new Map(
    exams.map((exam): [Exam, LossAndGradient] => {
      const [got, without] = [answer(exam.lossCall), plain(exam.lossCall)];
      const isFelt = !isSameResult(exam.vector, scalesOf(exam), got, without, { loss: 0, gradient: 0 });
      return [exam, isFelt ? got : exam.right];
    }),
  );
  const judgements = exams
    .filter((_, i) => i % 2 === 0)
    .map((exam): Judgement => {
      const given: Answer = { kind: "result", ...answers.get(exam)! };
      return {
        vector: exam.vector,
        answer: given,
        verdict: judge(exam.vector, given, { judged: "default" }),
      };
    });
  const verdicts = withConditions(settle(judgements));
  const failures = verdicts.filter(({ status }) => status === "fail");
  if (failures.length === 0) return undefined;
  const groups = groupByCause(verdicts);
  const words = groups.map(({ cause, members }) => `${members.length} ${cause}`);
  const evidence = judgements.map(evidenceOf).filter((each): each is Evidence => each !== undefined);
  const names = new Set(explainFailures(evidence).values());
  const kept = exams.filter((_, i) => i % 2 === 1);
  const wrong = [...names].filter((name) => !holds(name, names, kept, answers)).map(({ id }) => id);
  const named = failures.filter(({ looksLike }) => looksLike !== undefined);
  const ofFamily = failures.filter((verdict) => about.test(describeBlame(verdict)));
  const isEnough = (some: readonly unknown[]): boolean => some.length >= MOST_OF * failures.length;
  const kind =
    wrong.length > 0 ? "wrong" : isEnough(named) ? "named" : isEnough(ofFamily) ? "family" : "silent";
  return { kind, failures: failures.length, words, wrong };
}

function scalesOf({ expect }: Exam): { readonly loss: Float64Array; readonly gradient: Float64Array } {
  return { loss: expect.loss.scale, gradient: expect.gradient.scale };
}

/** Units within which two answers are one, as in the diagnosis itself; and how often they must be. */
const SAME = { loss: 64, gradient: 64 };
const HOLDS = 0.9;

/** Whether the loss has the mutant's numbers, or those of another of the names, where the mutant is wrong and was not shown. */
function holds(
  mutant: Mutant,
  names: ReadonlySet<Mutant>,
  exams: readonly Exam[],
  answers: ReadonlyMap<Exam, LossAndGradient>,
): boolean {
  let [agree, all] = [0, 0];
  for (const exam of exams) {
    const attempt = (one: Mutant): LossAndGradient => {
      try {
        return one.answer(exam.lossCall) ?? exam.right;
      } catch {
        return exam.right;
      }
    };
    const given: Answer = { kind: "result", ...attempt(mutant) };
    if (judge(exam.vector, given, { judged: "default" }).status === "pass") continue;
    all += 1;
    const isOne = [mutant, ...names].some((each) =>
      isSameResult(exam.vector, scalesOf(exam), answers.get(exam)!, attempt(each), SAME),
    );
    if (isOne) agree += 1;
  }
  return agree >= HOLDS * all;
}
