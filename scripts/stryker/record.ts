/** docs/mutation.json: what became of the mutants of every file. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pages/page.ts";
import type { Group } from "./groups.ts";

export const RECORD = "docs/mutation.json";

/** A mutant that no test catches. */
export interface Survivor {
  readonly line: number;
  /** What is replaced, on one line. */
  readonly code: string;
  readonly replacement: string;
  /** Whether no test even runs this code. */
  readonly unreached?: true;
}

export interface FileRecord {
  /** Without those that a comment in the file excludes, with its reason. */
  readonly mutants: number;
  /** By a test that fails, or by one that does not end. */
  readonly caught: number;
  /** Of `caught`, those whose tests do not end. */
  readonly timeouts: number;
  /** Excluded by a comment. */
  readonly excluded: number;
  readonly survivors: readonly Survivor[];
}

export interface MutationRecord {
  readonly date: string;
  readonly stryker: string;
  readonly node: string;
  readonly files: { [file: string]: FileRecord };
}

/** The files of a group's folder, by their paths from the root. */
export function filesOf({ folder }: Group): string[] {
  return readdirSync(join(ROOT, folder))
    .map((file) => `${folder}/${file}`)
    .sort();
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** The part that is used of Stryker's JSON report. */
interface Mutant {
  readonly status:
    | "Killed"
    | "Timeout"
    | "Survived"
    | "NoCoverage"
    | "Ignored"
    | "CompileError"
    | "RuntimeError"
    | "Pending";
  readonly statusReason?: string;
  readonly replacement?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

export interface Report {
  readonly files: {
    readonly [file: string]: { readonly source: string; readonly mutants: readonly Mutant[] };
  };
}

export function readRecord(): MutationRecord | undefined {
  const file = join(ROOT, RECORD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as MutationRecord) : undefined;
}

/** The share of mutants that are caught. */
export function score({ mutants, caught }: Pick<FileRecord, "mutants" | "caught">): number {
  return mutants === 0 ? 1 : caught / mutants;
}

/** @param reported absent for a file in which nothing can be changed, such as one of types */
export function fileRecord(file: string, reported: Report["files"][string] | undefined): FileRecord {
  const { source, mutants } = reported ?? { source: "", mutants: [] };
  const count = (...statuses: readonly Mutant["status"][]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const undecided = mutants.find(({ status }) => status === "RuntimeError" || status === "Pending");
  if (undecided !== undefined)
    throw new Error(
      `${file}:${undecided.location.start.line}: expected every mutant to be run, got ${undecided.status}: ${undecided.statusReason}`,
    );
  const lines = source.split("\n");
  const survivors = mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ location, replacement = "", status }) => ({
      line: location.start.line,
      code: oneLine(between(lines, location)),
      replacement: oneLine(replacement),
      ...(status === "NoCoverage" ? { unreached: true as const } : {}),
    }))
    .sort((a, b) => a.line - b.line || (a.code + a.replacement < b.code + b.replacement ? -1 : 1));
  const excluded = count("Ignored");
  return {
    mutants: mutants.length - excluded - count("CompileError"),
    caught: count("Killed", "Timeout"),
    timeouts: count("Timeout"),
    excluded,
    survivors,
  };
}

/** The text of a location; lines are counted from 1, columns too. */
function between(lines: readonly string[], { start, end }: Mutant["location"]): string {
  if (start.line === end.line) return lines[start.line - 1]!.slice(start.column - 1, end.column - 1);
  return [
    lines[start.line - 1]!.slice(start.column - 1),
    ...lines.slice(start.line, end.line - 1),
    lines[end.line - 1]!.slice(0, end.column - 1),
  ].join("\n");
}

/** Longest text of a survivor; the rest is cut off. */
const LONGEST = 120;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
