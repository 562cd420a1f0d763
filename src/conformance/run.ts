/** Vectors, an implementation's answers, verdicts: the inner part of a run. It reads and writes nothing. */
import { judge } from "../compare/judge.ts";
import type { Answer, Judgement } from "../compare/verdict.ts";
import type { Call, Vector } from "../fixtures/vector.ts";
import { show } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Implementation } from "./implementation.ts";

/**
 * Judges the vectors in order.
 *
 * @param whyOver called before each vector; once it gives a reason, the rest are reported as not judged for that reason.
 *   Default: never
 */
export async function* conformance(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  whyOver: () => string | undefined = () => undefined,
): AsyncGenerator<Judgement> {
  const { judged, gradient, codes } = implementation;
  for await (const { vector, answer } of answers(vectors, implementation, whyOver)) {
    yield { vector, answer, verdict: judge(vector, answer, { judged, gradient, codes: codes === true }) };
  }
}

interface Answered {
  readonly vector: Vector;
  readonly answer: Answer;
}

/** Answers in the order of the vectors; up to `inFlight` of them are asked for ahead. */
async function* answers(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  whyOver: () => string | undefined,
): AsyncGenerator<Answered> {
  const { inFlight = 1 } = implementation;
  const waiting: Promise<Answered>[] = [];
  for (const vector of vectors) {
    const reason = whyOver();
    const answer: Promise<Answer> =
      reason === undefined ? answerTo(vector, implementation) : Promise.resolve({ kind: "unasked", reason });
    waiting.push(answer.then((settled) => ({ vector, answer: settled })));
    if (waiting.length >= inFlight) yield await waiting.shift()!;
  }
  for (const answered of waiting) yield await answered;
}

const KINDS: readonly unknown[] = [
  "result",
  "error",
  "skipped",
  "errored",
  "unasked",
] satisfies Answer["kind"][];

/** Checks an answer, since an implementation may be anybody's code in this process. */
function isAnswer(value: unknown): value is Answer {
  const { kind, loss, gradient } = Object(value) as { readonly [name: string]: unknown };
  return KINDS.includes(kind) && [loss, gradient].every((output) => output === undefined || isTensor(output));
}

function isTensor(value: unknown): boolean {
  const { shape, data } = Object(value) as Partial<Tensor>;
  return Array.isArray(shape) && ArrayBuffer.isView(data);
}

function notAnAnswer(answer: unknown): string {
  return `expected an answer such as { kind: "result", loss: { dtype, shape, data } }, got ${show(answer)}`;
}

/** A copy without the expected answer: whatever is done to it, the vector stays as it is. */
function callOf({ id, variant, dtype, options, inputs }: Vector): Call {
  const copies = Object.entries(inputs).map(([name, tensor]) => [
    name,
    { ...tensor, shape: [...tensor.shape], data: tensor.data.slice() },
  ]);
  return { id, variant, dtype, options: { ...options }, inputs: Object.fromEntries(copies) };
}

/** The answer of an implementation to a vector; it is not asked for variants or dtypes that it does not have. */
export async function answerTo(vector: Vector, implementation: Implementation): Promise<Answer> {
  const { name, variants, gradient } = implementation;
  if (!variants.includes(vector.variant))
    return { kind: "skipped", reason: `${name} has no variant ${vector.variant}` };
  if (!gradient && vector.expect.kind === "throws" && vector.expect.phase === "backward")
    return { kind: "skipped", reason: `${name} gives no gradient, so its backward pass refuses nothing` };
  try {
    const answer: unknown = await implementation.answer(callOf(vector));
    return isAnswer(answer) ? answer : { kind: "errored", message: notAnAnswer(answer) };
  } catch (error) {
    return { kind: "errored", message: error instanceof Error ? error.message : String(error) };
  }
}
