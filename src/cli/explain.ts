/** `smoothproof explain`: why two losses differ. */
import { explainRead, type Ledger } from "../analysis/explain.ts";
import type { ReadSample } from "../analysis/sample.ts";
import { evaluationFor, type Side } from "../analysis/side.ts";
import { renderLedger } from "../report/ledger.ts";
import { attempt } from "./attempt.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readInputFile } from "./input-file.ts";
import { readSide, showSide } from "./side.ts";

export interface ExplainCommand {
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly rows?: boolean;
  readonly json?: boolean;
}

export async function runExplain({
  from,
  to,
  input,
  rows = false,
  json = false,
}: ExplainCommand): Promise<ExitCode> {
  const first = readSide("--from", from);
  const second = readSide("--to", to);
  const sample = await readInputFile(input);
  const ledger = make(first, second, sample, rows);
  process.stdout.write(
    json
      ? `${JSON.stringify({ format: "smoothproof-explain/1", ...ledger }, undefined, 2)}\n`
      : renderLedger(ledger, { from: showSide(first), to: showSide(second) }),
  );
  return EXIT.ok;
}

function make(from: Side, to: Side, sample: ReadSample, rows: boolean): Ledger {
  // Each side by itself first: a refusal should say whose it is.
  attempt(`--from ${showSide(from)}`, () => evaluationFor(from, sample));
  attempt(`--to ${showSide(to)}`, () => evaluationFor(to, sample));
  return attempt("explain", () => explainRead(from, to, sample, { rows }));
}
