/** `smoothproof cases [ID]`: public threads replayed with their own inputs and numbers. */
import pc from "picocolors";
import { CASES, caseById } from "../cases/index.ts";
import { type Replay, replay } from "../cases/replay.ts";
import { renderThread, renderThreadList, threadJson } from "../report/threads.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

export interface CasesOptions {
  readonly json?: boolean;
}

/** Exit 1 if a number does not come out as its case says. */
export function runCases(id: string | undefined, { json = false }: CasesOptions): ExitCode {
  const replays = (id === undefined ? CASES : [chosen(id)]).map(replay);
  process.stdout.write(json ? renderJson(replays) : renderCases(replays, id !== undefined));
  return replays.every(({ asRecorded }) => asRecorded) ? EXIT.ok : EXIT.difference;
}

function chosen(id: string): (typeof CASES)[number] {
  const found = caseById(id);
  if (found !== undefined) return found;
  const known = CASES.map((thread) => thread.id);
  const near = suggestion(id, known);
  throw new UsageError(
    `cases: expected the id of a case, got "${id}".${near || " smoothproof cases lists them."}`,
  );
}

function renderJson(replays: readonly Replay[]): string {
  const reproduce = replays.filter(({ status }) => status === "reproduces").length;
  const summary = { cases: replays.length, reproduce, differ: replays.length - reproduce };
  const document = { format: "smoothproof-cases/1", summary, cases: replays.map(threadJson) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function renderCases(replays: readonly Replay[], alone: boolean): string {
  const colors = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true);
  const [first] = replays;
  const body =
    alone && first !== undefined
      ? renderThread(first, colors)
      : `${renderThreadList(replays, colors)}\n\n${countLine(replays)} One of them: smoothproof cases ID`;
  return `${body}\n\n${closingLine(replays)}\n`;
}

function countLine(replays: readonly Replay[]): string {
  const differ = replays.filter(({ status }) => status !== "reproduces").length;
  return `${replays.length} public threads; in ${differ} of them a printed number does not come out, and the case says why.`;
}

function closingLine(replays: readonly Replay[]): string {
  const passed = replays.filter(({ asRecorded }) => asRecorded).length;
  return `${passed} passed, ${replays.length - passed} failed, 0 skipped`;
}
