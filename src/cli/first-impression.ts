/** What an implementation is, said before it is judged: the cause of most of its failures in one sentence. */
import { setTimeout as sleep } from "node:timers/promises";
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
  const patience = new AbortController();
  const impression = await Promise.race([
    askFirst(implementation, record),
    sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ]).finally(asked);
  patience.abort();
  if (impression !== undefined && (!impression.isMeant || impression.lacks.length > 0))
    note(`${impression.says}\n`);
}
