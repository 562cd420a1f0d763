/** `smoothproof identify --input`: which definition made these numbers. */

import { printResult } from "../files/standard-output.ts";
import { type IdentifyInput, type IdentifyLimits, type Identity, identify } from "../identify/identify.ts";
import { InvalidArgument } from "../math/errors.ts";
import { encodeTensor } from "../protocol/wire-tensor.ts";
import { matchText } from "../report/match.ts";
import { attempt } from "./attempt.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { type Expected, exitOf, IDENTIFY_FORMAT, readExpected, unexpected } from "./identify-outcome.ts";
import { inTime } from "./in-time.ts";
import { asUsage, failure, type NumbersFlags, readNumbersFile, readNumbersFlags } from "./input-file.ts";
import { jsonText } from "./json-text.ts";
import { onScreen } from "./on-screen.ts";
import { startWorking } from "./progress.ts";

/** Most answers that are printed without --all. */
const MOST_SHOWN = 8;

export interface IdentifyNumbersOptions extends NumbersFlags {
  /** A file with all inputs; without it, single tensors are given. */
  readonly input?: string;
  readonly expect?: string;
  /** Seconds that the search may take. */
  readonly timeLimit: number;
  /** Print all names of each answer. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function runIdentifyNumbers(options: IdentifyNumbersOptions): Promise<ExitCode> {
  const { input: path, json: asJson = false, all = false } = options;
  const expected = options.expect === undefined ? undefined : readExpected(options.expect);
  const input = path === undefined ? readNumbersFlags(options) : await readNumbersFile(path);
  const limits = { timeLimit: options.timeLimit };
  const asked = <Result>(run: () => Result): Result => {
    const searched = startWorking("searching");
    try {
      const timed = (): Result => inTime(options.timeLimit, run);
      return path === undefined ? attempt(timed) : asUsage(path, timed);
    } finally {
      searched();
    }
  };
  if (expected !== undefined) {
    const identity = asked(() => expectedOf(input, expected, limits));
    if (identity !== undefined) {
      printResult(asJson ? toJson(identity) : onScreen(toText(identity, all)));
      return EXIT.ok;
    }
  }
  const identity = asked(() => identify(input, limits));
  const note = expected === undefined ? identity.note : joined(unexpected(expected), identity.note);
  if (identity.nearest !== undefined && !asJson) {
    const says = nobodys({ ...identity, note }, identity.nearest);
    throw path === undefined ? new UsageError(says) : failure(path)(says);
  }
  printResult(asJson ? toJson({ ...identity, note }) : onScreen(toText({ ...identity, note }, all)));
  const isUnexpected = expected !== undefined && !identity.ambiguous;
  return exitOf(identity, isUnexpected || identity.gradient === "differs");
}

/** Searches only the expected definition. @returns its answer, if it is the only one and right */
function expectedOf(
  input: IdentifyInput,
  { variant, options }: Expected,
  limits: IdentifyLimits,
): Identity | undefined {
  try {
    const identity = identify(
      { ...input, variant, options: { ...input.options, ...options } } as IdentifyInput,
      limits,
    );
    const isRight = exitOf(identity, identity.gradient === "differs") === EXIT.ok;
    return isRight ? identity : undefined;
  } catch (cause) {
    // The expected definition cannot give these numbers; the search of all definitions says what they are.
    if (cause instanceof InvalidArgument) return undefined;
    throw cause;
  }
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== "").join("; ");
}

function toJson({ separating, ...identity }: Identity): string {
  return jsonText(IDENTIFY_FORMAT, {
    ...identity,
    ...(separating === undefined
      ? {}
      : { separating: { ...separating, input: separatingInput(separating) } }),
  });
}

/** An input in the form of an input file, with nested arrays, to be computed and filled in. */
function separatingInput({ input: sample }: NonNullable<Identity["separating"]>): object {
  const { holds, input, target, weight, sampleWeight } = sample;
  return {
    [holds]: nested(encodeTensor(input).data!, input.shape),
    target: nested(encodeTensor(target).data!, target.shape),
    ...(weight === undefined ? {} : { weight: [...weight.data] }),
    ...(sampleWeight === undefined
      ? {}
      : { sampleWeight: nested([...sampleWeight.data], sampleWeight.shape) }),
  };
}

function nested(values: readonly unknown[], shape: readonly number[]): unknown {
  const [length, ...inner] = shape;
  if (length === undefined) return values[0];
  const size = values.length / length;
  return Array.from({ length }, (_, i) => nested(values.slice(i * size, (i + 1) * size), inner));
}

/** One line for numbers that no definition gives: the nearest one, and what to check. */
function nobodys({ candidates, note }: Identity, nearest: NonNullable<Identity["nearest"]>): string {
  const [output, values] =
    nearest.loss === undefined ? ["gradient", nearest.gradient] : ["loss", nearest.loss];
  const gives = `${matchText(nearest)}, which gives ${shownNumbers(values ?? [])}`;
  return `${output}: none of ${candidates} candidates gives it at any smoothing in [0, 1]; nearest: ${gives}. ${note}`;
}

function toText(identity: Identity, all: boolean): string {
  const { matches, ambiguous, note, separating } = identity;
  const most = all ? matches.length : MOST_SHOWN;
  const lines: string[] = [];
  if (!ambiguous && matches[0] !== undefined) lines.push(matchText(matches[0], all));
  else if (matches.length > 0) {
    lines.push(matches.length === 1 ? "perhaps:" : "one of these, the likeliest first:");
    for (const match of matches.slice(0, most)) lines.push(`  ${matchText(match, all)}`);
    const left = matches.length - most;
    if (left > 0) lines.push(`  and ${left} less likely ones (--all)`);
  }
  if (note !== "") lines.push(`note: ${note}`);
  if (separating !== undefined) {
    const [first, second] = (separating.loss ?? separating.gradient ?? []).map(shownNumbers);
    lines.push(
      `this input would tell the first two apart (${first} or ${second}):`,
      `  ${JSON.stringify(separatingInput(separating))}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function shownNumbers(numbers: readonly number[]): string {
  if (numbers.length === 0) return "refused";
  const shown = numbers.slice(0, 3).map((value) => String(Number(value.toPrecision(8))));
  return numbers.length === 1 ? shown[0]! : `[${shown.join(", ")}${numbers.length > 3 ? ", …" : ""}]`;
}
