/** Which mutants of the kill matrix the judged vectors of a run would catch. */
import { z } from "zod";
import type { Verdict } from "../../compare/verdict.ts";
import { MUTANTS } from "../../mutants/index.ts";

const matrixSchema = z.looseObject({
  format: z.literal("smoothproof-kill-matrix/1"),
  fixtures: z.string(),
  vectors: z.array(z.string()),
  mutants: z.array(z.looseObject({ id: z.string(), killedBy: z.string(), survives: z.string() })),
});

/** A mutant, how many of the judged vectors it answers, how many of these catch it, and one that does. */
export interface Kill {
  readonly id: string;
  readonly says: string;
  readonly answered: number;
  readonly killed: number;
  readonly by?: string;
}

/** Undefined where the matrix was made from other vectors, or none of its vectors was judged. */
export function killsOf(
  verdicts: readonly Verdict[],
  fixtures: string,
  matrix: unknown,
): readonly Kill[] | undefined {
  const parsed = matrixSchema.safeParse(matrix);
  if (!parsed.success || parsed.data.fixtures !== fixtures) return undefined;
  const { vectors, mutants } = parsed.data;
  const places = new Map(vectors.map((id, place) => [id, place]));
  const judged = [
    ...new Set(
      verdicts.flatMap(({ id, status }) => {
        const place = places.get(id);
        return place === undefined || status === "skip" || status === "notJudged" ? [] : [place];
      }),
    ),
  ];
  if (judged.length === 0) return undefined;
  return mutants.map(({ id, killedBy, survives }) => {
    const killers = judged.filter((place) => bitOf(killedBy, place));
    const answered = killers.length + judged.filter((place) => bitOf(survives, place)).length;
    const by = killers[0] === undefined ? {} : { by: vectors[killers[0]]! };
    const says = MUTANTS.find((mutant) => mutant.id === id)?.says ?? "";
    return { id, says, answered, killed: killers.length, ...by };
  });
}

/** Most significant bit of each hex digit first. */
function bitOf(digits: string, place: number): boolean {
  return (Number.parseInt(digits[place >> 2] ?? "0", 16) & (8 >> (place & 3))) !== 0;
}
