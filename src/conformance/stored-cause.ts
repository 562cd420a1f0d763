/** Causes and likenesses as they stand in JSON reports. */
import * as z from "zod";
import type { Cause, Likeness, Symptom } from "../compare/symptom.ts";

const output = z.enum(["loss", "gradient"]);
const text = z.string();
const lossIsRight = z.literal(true).optional();

const of = <Kind extends Symptom["kind"], Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) =>
  z.looseObject({ kind: z.literal(kind), ...fields });

const symptomSchema: z.ZodType<Symptom> = z.discriminatedUnion("kind", [
  of("another-number", { output: z.enum(["loss", "gradient", "both"]), lossIsRight }),
  of("less-exact", { output, lossIsRight }),
  of("sign-of-zero", { output, lossIsRight }),
  of("another-class", { output, got: text, due: text, lossIsRight }),
  of("no-output", { output }),
  of("another-shape", { output }),
  of("another-length", { output }),
  of("another-dtype", { output, got: text, due: text }),
  of("accepts", { code: text }),
  of("refuses", { code: text }),
  of("refuses-otherwise", { code: text, due: text }),
  of("refuses-elsewhere", { code: text, phase: text, due: text }),
  of("exception", { says: text }),
  of("no-answer", { says: text }),
  of("skips-required", { says: text }),
  of("changed-fixture", {}),
  of("passes-though-listed", {}),
]);

export const causeSchema: z.ZodType<Cause> = z.looseObject({
  symptom: symptomSchema,
  condition: text.optional(),
});

export const likenessSchema: z.ZodType<Likeness> = z.looseObject({
  mutant: text,
  says: text,
  seen: text.optional(),
  variant: text.optional(),
  besides: z.array(text).optional(),
});
