/** Why a mutant survives, where that is known: reasons.json, by the file and the code that the mutant changes. */
import { z } from "zod";
import reasons from "./reasons.json" with { type: "json" };

const reasonSchema = z.strictObject({
  /** As docs/mutation.json has it. */
  code: z.string(),
  /** All replacements of this code if absent. */
  replacement: z.string().optional(),
  reason: z.string(),
});

export type Reason = z.infer<typeof reasonSchema> & { readonly file: string };

export const REASONS: readonly Reason[] = Object.entries(
  z.record(z.string(), z.array(reasonSchema)).parse(reasons),
).flatMap(([file, each]) => each.map((reason) => ({ file, ...reason })));
