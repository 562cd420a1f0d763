/** Reports as the page gets them: packed inside it, or as a file that is dropped on it. */

import type { Verdict } from "../../../compare/verdict.ts";
import { ReportError, readReport, type StoredReport } from "../../../conformance/stored-report.ts";
import { JsonError, parseJson } from "../../../files/json.ts";
import { oneLine } from "../../../files/strangers-text.ts";
import { headerOf, type ReportHeader } from "../../header.ts";
import type { Kill } from "../kills.ts";

/** As much as the command line reads. */
const MOST_MEBIBYTES = 64;

export interface PageReport {
  readonly verdicts: readonly Verdict[];
  readonly header: ReportHeader;
  /** Of the page's own report, where the matrix of its vectors is known. */
  readonly kills?: readonly Kill[];
  /** As it was read. */
  readonly json: string;
}

/** What is wrong with a file, in one line for whoever dropped it. */
export class ReadingError extends Error {
  override readonly name: string = "ReadingError";
}

/** @throws ReadingError where this is no whole report */
function reportFrom(json: string, name: string): PageReport {
  try {
    const report = readReport(parseJson(json), name);
    return { verdicts: report.verdicts as unknown as Verdict[], header: headerOf(report), json };
  } catch (cause) {
    if (cause instanceof ReportError) throw new ReadingError(cause.message, { cause });
    if (cause instanceof JsonError) throw new ReadingError(oneLine(`${name}: ${cause.message}`), { cause });
    throw cause;
  }
}

/** The report that the page was made of: it was looked through when the page was made. */
export async function ownReport(): Promise<PageReport> {
  const [json, kills] = await Promise.all([unpacked("report"), unpacked("kills")]);
  const report: StoredReport = JSON.parse(json);
  return {
    verdicts: report.verdicts as unknown as Verdict[],
    header: headerOf(report),
    json,
    ...(kills === "" ? {} : { kills: JSON.parse(kills) }),
  };
}

/** @throws ReadingError */
export async function droppedReport(file: File): Promise<PageReport> {
  if (file.size > MOST_MEBIBYTES * 1024 * 1024)
    throw new ReadingError(oneLine(`${file.name}: it has more than ${MOST_MEBIBYTES} MiB`));
  return reportFrom(await file.text(), oneLine(file.name, 100));
}

async function unpacked(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? "";
  if (packed === "") return "";
  const characters = atob(packed);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
