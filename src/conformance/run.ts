/**
 * The pipeline: vectors, an implementation's answers, verdicts. It reads and writes nothing.
 */
import { judge } from "../compare/judge.ts";
import type { Answer, Judgement } from "../compare/verdict.ts";
import type { Vector } from "../fixtures/vector.ts";
import type { Implementation } from "./implementation.ts";

/**
 * Judges the vectors in order; `settle` of src/analysis says what the failures among them look like.
 *
 * @param isOver asked before each vector; once true, the rest are reported as not judged. Default: never.
 */
export async function* conformance(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  isOver: () => boolean = () => false,
): AsyncGenerator<Judgement> {
  const { judged, gradient } = implementation;
  for await (const { vector, answer } of answers(vectors, implementation, isOver)) {
    yield { vector, answer, verdict: judge(vector, answer, { judged, gradient }) };
  }
}

const TOO_LATE: Answer = { kind: "errored", message: "not judged: the time limit of the run had passed" };

interface Answered {
  readonly vector: Vector;
  readonly answer: Answer;
}

/** Answers in the order of the vectors, up to `inFlight` of them asked for ahead. */
async function* answers(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  isOver: () => boolean,
): AsyncGenerator<Answered> {
  const { inFlight = 1 } = implementation;
  const waiting: Promise<Answered>[] = [];
  for (const vector of vectors) {
    const answer: Promise<Answer> = isOver() ? Promise.resolve(TOO_LATE) : answerOf(vector, implementation);
    waiting.push(answer.then((settled) => ({ vector, answer: settled })));
    if (waiting.length >= inFlight) yield await waiting.shift()!;
  }
  for (const answered of waiting) yield await answered;
}

async function answerOf(vector: Vector, implementation: Implementation): Promise<Answer> {
  if (!implementation.variants.includes(vector.variant)) {
    return { kind: "skipped", reason: `${implementation.name} has no variant ${vector.variant}` };
  }
  try {
    return await implementation.answer(vector);
  } catch (error) {
    return { kind: "errored", message: error instanceof Error ? error.message : String(error) };
  }
}
