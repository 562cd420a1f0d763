/** `smoothproof identify --module` and `--exec`: which loss a module or a program computes. */

import type { VariantRecord } from "../definition/record.ts";
import { printResult } from "../files/standard-output.ts";
import type { AnswersMatch } from "../identify/answers-match.ts";
import { identifyProgram, type ProgramIdentity } from "../identify/identify-program.ts";
import { describeMatch, gradientNotes } from "../report/graph.ts";
import { VARIANTS, variantById } from "../variants/index.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { exitOf, IDENTIFY_FORMAT, isAsExpected, readExpected, unexpected } from "./identify-outcome.ts";
import { type ImplementationOptions, loadImplementation } from "./implementations.ts";
import { jsonText } from "./json-text.ts";
import { onScreen } from "./on-screen.ts";
import { startWorking } from "./progress.ts";
import { suggestion } from "./suggest.ts";

export interface IdentifyProgramOptions
  extends Pick<ImplementationOptions, "exec" | "module" | "timeout" | "startTimeout" | "memoryLimit"> {
  /** Which of its variants it is asked for. */
  readonly as?: string;
  readonly expect?: string;
  /** Seconds that it is asked in all. */
  readonly timeLimit: number;
  readonly json?: boolean;
}

/** The variant that is asked for if the program has it, since most losses are meant to be this one. */
const USUAL = "torch";

export async function runIdentifyProgram(options: IdentifyProgramOptions): Promise<ExitCode> {
  const flag = options.exec === undefined ? "--module" : "--exec";
  const expected = options.expect === undefined ? undefined : readExpected(options.expect);
  const heard = startWorking("asking it");
  const implementation = await loadImplementation(options).catch((error: unknown) => {
    heard();
    throw error;
  });
  const alarm = setTimeout(() => void implementation.close?.(), options.timeLimit * 1000);
  let identity: ProgramIdentity;
  let record: VariantRecord;
  try {
    record = chooseVariant(implementation.variants, options.as, flag);
    identity = await identifyProgram(implementation, record);
  } finally {
    heard();
    clearTimeout(alarm);
    await implementation.close?.();
  }
  if (identity.answered === 0) {
    const reason = identity.failures[0] ?? identity.refusals[0] ?? "no reason given";
    throw new UsageError(`${flag}: it answers none of ${identity.asked} calls of ${record.id}: ${reason}`);
  }
  const isOther = expected !== undefined && !isAsExpected(expected, identity);
  const hasOthers = implementation.variants.length > 1 && options.as === undefined;
  const note = `${isOther ? `${unexpected(expected)}; ` : ""}${noteOn(identity, record, hasOthers)}`;
  const { matches, ambiguous, asked } = identity;
  printResult(
    options.json
      ? jsonText(IDENTIFY_FORMAT, { matches, ambiguous, note, asked })
      : onScreen(toText(implementation.name, matches, note)),
  );
  const isAmiss =
    identity.unexplained.length > 0 || identity.failures.length > 0 || identity.gradient === "differs";
  return exitOf(identity, isOther || isAmiss);
}

function chooseVariant(has: readonly string[], as: string | undefined, flag: string): VariantRecord {
  const wanted = as ?? (has.includes(USUAL) ? USUAL : has[0]);
  const record = wanted === undefined ? undefined : variantById(wanted);
  if (record === undefined) {
    const ids = VARIANTS.map(({ id }) => id);
    const [name, hint] = as === undefined ? [flag, ""] : ["--as", suggestion(as, ids)];
    throw new UsageError(`${name}: expected one of ${ids.join(", ")}, got ${wanted ?? "none"}.${hint}`);
  }
  if (!has.includes(record.id))
    throw new UsageError(`--as: expected a variant it has (${has.join(", ")}), got ${record.id}`);
  return record;
}

function noteOn(identity: ProgramIdentity, record: VariantRecord, hasOthers: boolean): string {
  const { matches, ambiguous, asked, answered, takesSmoothing, unheard, unexplained } = identity;
  const { refusals, failures, gradient, second, constant } = identity;
  const refused = asked - answered - failures.length;
  const [best] = matches;
  const names = [...new Set(matches.map(({ variant }) => variant))].join(" and ");
  const notes = [
    `asked ${asked} times as ${record.id}${hasOthers ? " (--as names another of its variants)" : ""}`,
    ...(constant === undefined ? [] : [`it gives ${constant} whatever it is given`]),
    ...(best === undefined ? ["no known loss, right or wrong, gives these numbers"] : []),
    ...(best?.mutant === undefined
      ? []
      : [`no variant gives these numbers; it looks like ${best.variant} with ${best.mutant.says}`]),
    ...gradientNotes(gradient, second),
    ...(best !== undefined && !takesSmoothing ? ["it does not use the labelSmoothing it is given"] : []),
    ...(unheard.length > 0 ? [`${unheard.join(" and ")} made no difference`] : []),
    ...(best !== undefined && unexplained.length > 0
      ? [`what it does with ${unexplained.join(" and ")} is no known loss's`]
      : []),
    ...(ambiguous ? [`the numbers do not tell ${names} apart`] : []),
    ...(refusals.length > 0 ? [`it refused ${refused}: ${refusals[0]}`] : []),
    ...(failures.length > 0 ? [`${failures.length} of its answers cannot be used: ${failures[0]}`] : []),
  ];
  return notes.join("; ");
}

function toText(name: string, matches: readonly AnswersMatch[], note: string): string {
  const lines = matches.map((match, i) => `${i === 0 ? `${name}: ` : "  also "}${describeMatch(match)}`);
  return `${[...(lines.length === 0 ? [`${name}: unknown`] : lines), `note: ${note}`].join("\n")}\n`;
}
