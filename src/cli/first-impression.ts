/** What an implementation is, said before it is judged: the cause of most of its failures in one sentence. */
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { note } from "../files/standard-output.ts";
import type { Call } from "../fixtures/vector.ts";
import { askFirst } from "../identify/ask-first.ts";
import { variantById } from "../variants/index.ts";
import { startWorking } from "./progress.ts";

/** A call that is not answered within this time, in milliseconds, is the last: the run has limits for those that hang. */
const PATIENCE_MS = 5_000;

/** Our own backends, and implementations of several variants, are judged without being asked. */
export async function sayFirst(implementation: Implementation, variants: readonly string[]): Promise<void> {
  const [id, another] = variants.length > 0 ? variants : implementation.variants;
  const record = id === undefined || another !== undefined ? undefined : variantById(id);
  if (record === undefined || !implementation.variants.includes(record.id)) return;
  const asked = startWorking("asking it what it is");
  const patient = { answer: (call: Call) => unlessLate(implementation.answer(call)) };
  const impression = await askFirst(patient, record).finally(asked);
  if (impression !== undefined && (!impression.isMeant || impression.lacks.length > 0))
    note(`${impression.says}\n`);
}

async function unlessLate(answer: Answer | Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "unasked", reason: "it did not answer in time" }), PATIENCE_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
