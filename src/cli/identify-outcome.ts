/** Turns what `identify` found into exit codes, and compares it with what was expected. */

import type { OptionValue } from "../definition/options.ts";
import { GIVEN } from "../identify/answers-match.ts";
import { variantById } from "../variants/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readSide, showSide } from "./side.ts";

/** Names the JSON of `identify`. */
export const IDENTIFY_FORMAT = "smoothproof-identify/1";

interface Named {
  readonly variant: string;
  readonly options: { readonly [name: string]: unknown };
}

interface Outcome {
  readonly matches: readonly (Named & {
    readonly mutant?: unknown;
    readonly sameAs: readonly Named[];
  })[];
  readonly ambiguous: boolean;
}

/** @param isAmiss whether anything other than the matches is wrong */
export function exitOf({ matches, ambiguous }: Outcome, isAmiss: boolean): ExitCode {
  if (matches.length === 0) return EXIT.usage;
  // Several answers that are all mistakes count as a mistake.
  if (isAmiss || matches.every(({ mutant }) => mutant !== undefined)) return EXIT.difference;
  if (ambiguous) return EXIT.usage;
  return matches[0]!.mutant === undefined ? EXIT.ok : EXIT.difference;
}

export interface Expected {
  readonly variant: string;
  readonly options: { readonly [name: string]: OptionValue | undefined };
  /** The expectation, as the user wrote it. */
  readonly text: string;
}

/** @throws UsageError for an unknown variant or option */
export function readExpected(text: string): Expected {
  const { variant, options = {} } = readSide("--expect", text);
  return { variant, options, text: showSide({ variant, options }) };
}

/** Whether one of the names of the first match is the expected one; what is given with every call is nobody's to expect. */
export function isAsExpected({ variant, options }: Expected, { matches: [best] }: Outcome): boolean {
  if (best === undefined || best.mutant !== undefined) return false;
  const record = variantById(variant);
  return [best, ...best.sameAs].some(
    (named) =>
      named.variant === variant &&
      Object.entries(options).every(([name, value]) => {
        const found = named.options[name] ?? record?.options[name]?.default;
        return found === value || found === GIVEN;
      }),
  );
}

/** The message where something else was found. */
export function unexpected({ text }: Expected): string {
  return `expected ${text}, which this is not`;
}
