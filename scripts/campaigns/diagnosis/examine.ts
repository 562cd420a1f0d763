/** What is said of wrong losses, and whether it holds on vectors that were not shown. */

import { judge } from "../../../src/compare/judge.ts";
import type { Answer, Judgement } from "../../../src/compare/verdict.ts";
import { type Evidence, evidenceOf } from "../../../src/diagnose/evidence.ts";
import { explainFailures } from "../../../src/diagnose/looks-like.ts";
import { isSameResult } from "../../../src/diagnose/same-numbers.ts";
import type { ExpectedValue, Vector } from "../../../src/fixtures/vector.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import { together } from "../../../src/mutants/together.ts";
import { lossCallOf } from "../../../src/protocol/loss-call-of.ts";

/** A loss under diagnosis: of vectors of one variant. */
export interface Subject {
  readonly id: string;
  readonly answer: (lossCall: LossCall) => LossAndGradient | undefined;
}

export interface Exam {
  readonly vector: Vector;
  readonly expect: ExpectedValue;
  readonly lossCall: LossCall;
  readonly right: LossAndGradient;
}

export interface Finding {
  readonly subject: string;
  readonly variant: string;
  /** Failures, those that are named, and names that do not hold with how many of the failures they are given to. */
  readonly failures: number;
  readonly named: number;
  readonly wrong: readonly { readonly mutant: string; readonly count: number; readonly holds: string }[];
  readonly names: readonly string[];
}

/** Elements of the largest input that is shown. */
const LARGEST = 200;
/** Units within which two answers are one, as in the diagnosis itself. */
const SAME = { loss: 64, gradient: 64 };
/** Share of the calls that were not shown on which a name must give the subject's numbers, where either is wrong. */
const HOLDS = 0.9;

export function examsOf(vectors: Iterable<Vector>): ReadonlyMap<string, readonly Exam[]> {
  const exams = new Map<string, Exam[]>();
  for (const vector of vectors) {
    const { expect, variant, dtype } = vector;
    if (expect.kind === "throws" || dtype.endsWith("16")) continue;
    const lossCall = lossCallOf(vector);
    if (lossCall === undefined || lossCall.input.data.length > LARGEST) continue;
    const list = exams.get(variant) ?? [];
    exams.set(variant, list);
    list.push({ vector, expect, lossCall, right: evaluate(lossCall) });
  }
  return exams;
}

/** Shows every second vector of a variant, and tries the names on the others. */
export function diagnose(subject: Subject, variant: string, exams: readonly Exam[]): Finding | undefined {
  const shown = exams.filter((_, i) => i % 2 === 0);
  const kept = exams.filter((_, i) => i % 2 === 1);
  const answers = new Map(exams.map((exam) => [exam, answerOf(subject, exam)]));
  const judgements = shown.map((exam): Judgement => {
    const answer: Answer = { kind: "result", ...(answers.get(exam) ?? exam.right) };
    return { vector: exam.vector, answer, verdict: judge(exam.vector, answer, { judged: "default" }) };
  });
  const failures = judgements.filter(({ verdict }) => verdict.status === "fail");
  if (failures.length === 0) return undefined;
  const evidence = judgements.map(evidenceOf).filter((each): each is Evidence => each !== undefined);
  const counts = new Map<string, number>();
  const called = new Map<string, Mutant>();
  for (const mutant of explainFailures(evidence, true).values()) {
    counts.set(mutant.id, (counts.get(mutant.id) ?? 0) + 1);
    called.set(mutant.id, mutant);
  }
  const names = [...called.values()];
  const wrong = [...counts].flatMap(([mutant, count]) => {
    if (mutant === subject.id) return [];
    const { agree, either } = agreement(called.get(mutant)!, names, kept, answers);
    return agree >= HOLDS * either ? [] : [{ mutant, count, holds: `${agree} of ${either}` }];
  });
  return {
    subject: subject.id,
    variant,
    failures: failures.length,
    named: [...counts.values()].reduce((a, b) => a + b, 0),
    wrong,
    names: [...counts.keys()],
  };
}

function answerOf({ answer }: Subject | Mutant, { lossCall }: Exam): LossAndGradient | undefined {
  try {
    return answer(lossCall);
  } catch {
    return undefined;
  }
}

/**
 * On how many of the calls where the named mutant is wrong the subject gives its numbers, or those that it gives
 * together with another of the names.
 */
function agreement(
  mutant: Mutant,
  names: readonly Mutant[],
  exams: readonly Exam[],
  answers: ReadonlyMap<Exam, LossAndGradient | undefined>,
): { agree: number; either: number } {
  let [agree, either] = [0, 0];
  for (const exam of exams) {
    const { vector, expect, right } = exam;
    const one = answers.get(exam) ?? right;
    const other = answerOf(mutant, exam) ?? right;
    const scales = { loss: expect.loss.scale, gradient: expect.gradient.scale };
    const isRight = (answer: LossAndGradient): boolean =>
      judge(vector, { kind: "result", ...answer }, { judged: "default" }).status === "pass";
    if (isRight(other)) continue;
    either += 1;
    const others = names.filter((each) => each !== mutant);
    const candidates = [
      mutant,
      ...others.flatMap((each) => [together(mutant, each), together(each, mutant)]),
    ];
    const isOne = candidates.some((each) =>
      isSameResult(vector, scales, one, answerOf(each, exam) ?? right, SAME),
    );
    if (isOne) agree += 1;
  }
  return { agree, either };
}
