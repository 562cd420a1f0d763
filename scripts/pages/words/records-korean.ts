/**
 * What records say about themselves, in Korean, by their English text: korean.json. A text without an entry is an error,
 * and so is an entry that no record says any more: test/scripts/korean.test.ts.
 */
import { z } from "zod";
import texts from "./korean.json" with { type: "json" };

const catalogue = z.record(z.string(), z.string().min(1));

/**
 * `results`: how the losses of a definition become its result. `conditions`: of `identity`. `records`: titles and quirks. `notPorted`: what scripts/pages/variants/not-ported.ts says.
 */
export const KOREAN_TEXTS = z
  .strictObject({
    domains: catalogue,
    results: catalogue,
    conditions: catalogue,
    records: catalogue,
    notPorted: catalogue,
  })
  .parse(texts);

/** The Korean for a text, which must be there. */
export function translation(text: string, kind: keyof typeof KOREAN_TEXTS): string {
  const korean = KOREAN_TEXTS[kind][text];
  if (korean === undefined)
    throw new Error(`no Korean for "${text}": add it to scripts/pages/words/korean.json`);
  return korean;
}
