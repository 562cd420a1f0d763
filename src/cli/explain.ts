/** `smoothproof explain`: why two losses differ. */

import { explainRead, type Ledger } from "../explain/explain.ts";
import { explainNumberRead, type NumberLedger } from "../explain/explain-number.ts";
import { print } from "../files/standard-output.ts";
import { writtenNumber } from "../formats/written-number.ts";
import type { ReadSample } from "../identify/sample.ts";
import { evaluationFor } from "../identify/side.ts";
import { renderLedger } from "../report/ledger.ts";
import { attempt } from "./attempt.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { inTime } from "./in-time.ts";
import { readInputFile } from "./input-file.ts";
import { jsonText } from "./json-text.ts";
import { onScreen, screenWidth } from "./on-screen.ts";
import { readSide, showSide } from "./side.ts";

export interface ExplainCommand {
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly rows?: boolean;
  /** Seconds. */
  readonly timeLimit: number;
  readonly json?: boolean;
}

export async function runExplain({
  from,
  to,
  input,
  rows = false,
  timeLimit,
  json = false,
}: ExplainCommand): Promise<ExitCode> {
  const first = readSide("--from", from);
  const second = isNumber(to) ? undefined : readSide("--to", to);
  const sample = await readInputFile(input);
  // Each side is checked first, so that a refusal names the side.
  attempt(() => evaluationFor(first, sample), `--from ${showSide(first)}`);
  if (second !== undefined) attempt(() => evaluationFor(second, sample), `--to ${showSide(second)}`);
  const ledger: Ledger & Partial<NumberLedger> = attempt(() =>
    inTime(timeLimit, () =>
      second === undefined
        ? explainNumberRead(first, numberFor(to, sample), sample, { rows })
        : explainRead(first, second, sample, { rows }),
    ),
  );
  if (json) {
    print(jsonText("smoothproof-explain/1", ledger));
  } else {
    const names = { from: showSide(first), to: second === undefined ? "the number" : showSide(second) };
    const found = second === undefined ? `\n${foundNote(ledger)}\n` : "";
    print(`${renderLedger(ledger, names, screenWidth())}${onScreen(found)}`);
  }
  return second === undefined && ledger.found === undefined ? EXIT.difference : EXIT.ok;
}

/** `loss` is the number in the input file. */
function isNumber(to: string): boolean {
  return to === "loss" || !Number.isNaN(writtenNumber(to));
}

function numberFor(to: string, { loss }: ReadSample): string {
  if (to !== "loss") return to;
  if (loss === undefined) throw new UsageError("--to loss: expected a loss in the input file, got none");
  if (loss.data.length !== 1)
    throw new UsageError(`--to loss: expected one number in the input file, got ${loss.data.length}`);
  return String(loss.data[0]);
}

function foundNote({ found, ambiguous = false, others = 0, note = "" }: Partial<NumberLedger>): string {
  if (found === undefined) return `No definition was found that gives the number: ${note}`;
  const mistake = found.mutant === undefined ? "" : ` with a mistake (${found.mutant})`;
  const more = others === 0 ? "" : `; ${others} more, which smoothproof identify names`;
  const start = ambiguous ? "Perhaps the number is" : "The number is";
  return `${start} what ${showSide(found)}${mistake} gives${more}.${note === "" ? "" : ` Note: ${note}.`}`;
}
