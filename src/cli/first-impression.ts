/** What an implementation is, said before it is judged: the cause of most of its failures in one sentence. */
import type { Implementation } from "../conformance/implementation.ts";
import { note } from "../files/standard-output.ts";
import { askFirst } from "../identify/ask-first.ts";
import { variantById } from "../variants/index.ts";
import { startWorking } from "./progress.ts";

/** What is not said within this time, in milliseconds, is not said: the run has limits for those that hang. */
const PATIENCE_MS = 5_000;

/** Our own backends, and implementations of several variants, are judged without being asked. */
export async function sayFirst(implementation: Implementation, variants: readonly string[]): Promise<void> {
  const [id, another] = variants.length > 0 ? variants : implementation.variants;
  const record = id === undefined || another !== undefined ? undefined : variantById(id);
  if (record === undefined || !implementation.variants.includes(record.id)) return;
  const asked = startWorking("asking it what it is");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatient = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  const impression = await Promise.race([askFirst(implementation, record), impatient]).finally(asked);
  clearTimeout(timer);
  if (impression !== undefined && (!impression.isMeant || impression.lacks.length > 0))
    note(`${impression.says}\n`);
}
