/** The thread cases: threads.json has them, and another one is another entry. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { type ThreadCase, threadCaseSchema } from "./thread-case.ts";

/** Every case, by id. */
export const CASES: readonly ThreadCase[] = z
  .array(threadCaseSchema)
  .parse(JSON.parse(readFileSync(new URL("threads.json", import.meta.url), "utf8")));

/** The case of an id, or undefined. */
export function caseById(id: string): ThreadCase | undefined {
  return CASES.find((thread) => thread.id === id);
}
