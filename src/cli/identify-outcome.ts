/** What `identify` found, as exit codes and against what was expected, whatever it was asked about. */
import type { OptionValue } from "../definition/options.ts";
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

/** @param isAmiss whether something besides the matches is not as it should be */
export function exitOf({ matches, ambiguous }: Outcome, isAmiss: boolean): ExitCode {
  if (matches.length === 0) return EXIT.usage;
  // Several mistakes, and nothing right, are a mistake.
  if (isAmiss || matches.every(({ mutant }) => mutant !== undefined)) return EXIT.difference;
  if (ambiguous) return EXIT.usage;
  return matches[0]!.mutant === undefined ? EXIT.ok : EXIT.difference;
}

export interface Expected {
  readonly variant: string;
  readonly options: { readonly [name: string]: OptionValue | undefined };
  /** As it was asked for. */
  readonly text: string;
}

/** @throws UsageError for a variant or an option that there is none of */
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
        return found === value || found === "input";
      }),
  );
}

/** What a run says where it found something else. */
export function unexpected({ text }: Expected): string {
  return `expected ${text}, which this is not`;
}
