/** `smoothproof cases [ID]`: public threads replayed with their own inputs and numbers. */
import pc from "picocolors";
import { CASES, caseById } from "../cases/index.ts";
import { type Replay, replay } from "../cases/replay.ts";
import { type Study, study } from "../cases/study.ts";
import { print } from "../files/standard-output.ts";
import type { Colors } from "../report/colors.ts";
import { renderThread, renderThreadList, threadJson } from "../report/threads.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

export interface CasesOptions {
  readonly json?: boolean;
}

/** More ids than this are no help. */
const MOST_NEAR = 4;

/** Exits with 1 if a number differs from what its case records. */
export function runCases(id: string | undefined, { json = false }: CasesOptions): ExitCode {
  const colors = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true);
  const threads = id === undefined ? CASES : [chosen(id)];
  // What a number alone tells takes a search, which would be too slow for a list of all cases.
  const studies = id === undefined && !json ? undefined : threads.map(study);
  const replays: readonly Replay[] = studies ?? threads.map(replay);
  const text = json
    ? renderJson(studies ?? [])
    : `${studies === undefined ? renderList(replays, colors) : renderThread(studies[0]!, colors)}\n\n${closingLine(replays)}\n`;
  print(text);
  return replays.every(({ asRecorded }) => asRecorded) ? EXIT.ok : EXIT.difference;
}

function chosen(id: string): (typeof CASES)[number] {
  const found = caseById(id);
  if (found !== undefined) return found;
  const known = CASES.map((thread) => thread.id);
  const near = containing(id, known) ?? suggestion(id, known);
  throw new UsageError(
    `cases: expected the id of a case, got "${id}".${near || " smoothproof cases lists them."}`,
  );
}

/** Ids that a project or a number alone is part of, as in `paddle` and `2199`. */
function containing(given: string, known: readonly string[]): string | undefined {
  const part = given.toLowerCase();
  const found = part === "" ? [] : known.filter((id) => id.includes(part));
  return found.length === 0 || found.length > MOST_NEAR ? undefined : ` Did you mean ${found.join(" or ")}?`;
}

function renderJson(studies: readonly Study[]): string {
  const reproduce = studies.filter(({ status }) => status === "reproduces").length;
  const named = studies.filter(({ identified }) => identified?.verdict === "named").length;
  const summary = { cases: studies.length, reproduce, differ: studies.length - reproduce, named };
  const document = { format: "smoothproof-cases/1", summary, cases: studies.map(threadJson) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function renderList(replays: readonly Replay[], colors: Colors): string {
  const differ = replays.filter(({ status }) => status !== "reproduces").length;
  return [
    renderThreadList(replays, colors),
    "",
    `${replays.length} public threads. In ${differ} a printed number does not come out, and the case says why.`,
    "One of them, with its numbers, the ledger and the cause: smoothproof cases ID",
  ].join("\n");
}

function closingLine(replays: readonly Replay[]): string {
  const passed = replays.filter(({ asRecorded }) => asRecorded).length;
  return `${passed} passed, ${replays.length - passed} failed, 0 skipped`;
}
