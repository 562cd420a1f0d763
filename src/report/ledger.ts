/** A ledger in words: as Markdown for a terminal or an issue, and its parts for other surfaces. */
import { markdownTable } from "markdown-table";
import type { Ledger, Term } from "../explain/explain.ts";
import { wrap } from "./layout.ts";

/** Rows shown by `--rows`; the JSON has all of them. */
const MOST_ROWS = 20;

/** Names of both sides, as the reader knows them. */
export interface Names {
  readonly from: string;
  readonly to: string;
}

/** What is said of a ledger. */
export interface LedgerInWords {
  /** Both numbers and their difference. */
  readonly sentence: string;
  /** Step, what each side does there, and the change; the sum is the last. None where nothing changes. */
  readonly lines: readonly (readonly [step: string, from: string, to: string, change: string])[];
  /** What differs without effect; empty for nothing. */
  readonly without: string;
  /** Terms that change the loss, and the decimals that they are printed with. */
  readonly shown: readonly Term[];
  readonly decimals: number;
}

/**
 * Points of the walk are rounded to one number of decimals and then subtracted, so that the printed terms add up to the
 * printed difference to the last digit.
 */
export function ledgerInWords(ledger: Ledger, names: Names): LedgerInWords {
  const decimals = decimalsFor(ledger);
  const printed = printedTerms(ledger, decimals);
  const shown = printed.filter(({ units }) => units !== 0);
  const silent = printed.filter(({ units, term }) => units === 0 && term.axis !== "rounding");
  const whole = printed.reduce((sum, { units }) => sum + units, 0);
  const lines = shown.map(
    ({ term, units }) => [term.axis, term.from, term.to, signed(units, decimals)] as const,
  );
  return {
    sentence: sentence(ledger, names, whole, decimals),
    lines: lines.length === 0 ? [] : [...lines, ["together", "", "", signed(whole, decimals)]],
    without:
      silent.length === 0
        ? ""
        : `They also differ in ${list(silent.map(({ term }) => term.axis))}, which does not change these numbers.`,
    shown: shown.map(({ term }) => term),
    decimals,
  };
}

/**
 * The ledger as Markdown: a sentence with both numbers, a table of the terms, and what differs without effect.
 *
 * @param width columns of the terminal, if it is shown on one; what does not fit is broken between words
 */
export function renderLedger(ledger: Ledger, names: Names, width = Number.POSITIVE_INFINITY): string {
  const { sentence, lines, without, shown, decimals } = ledgerInWords(ledger, names);
  const parts = [wrap(sentence, width).join("\n")];
  if (lines.length > 0) parts.push(table(fitted(lines, names, width), "lllr"));
  if (without !== "") parts.push(wrap(without, width).join("\n"));
  const perRow = shown.filter(({ rows }) => rows !== undefined);
  if (perRow.length > 0) parts.push(rowTable(perRow, decimals));
  return `${parts.join("\n\n")}\n`;
}

interface Printed {
  readonly term: Term;
  /** The change in units of the last decimal. */
  readonly units: number;
}

function printedTerms({ from, to, terms }: Ledger, decimals: number): readonly Printed[] {
  const inUnits = (value: number): number => Math.round(value * 10 ** decimals);
  let point = from;
  return terms.map((term, i) => {
    const before = inUnits(point);
    point = i === terms.length - 1 ? to : point + term.delta;
    return { term, units: inUnits(point) - before };
  });
}

/** Enough that the difference shows five digits, and never more than a double has. */
function decimalsFor({ from, to, difference }: Ledger): number {
  const magnitude = (value: number): number => (value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value))));
  const size = magnitude(Math.max(Math.abs(from), Math.abs(to)));
  return Math.max(0, Math.min(14 - size, Math.max(6 - size, 4 - magnitude(difference))));
}

function sentence({ from, to }: Ledger, names: Names, whole: number, decimals: number): string {
  const numbers = `${names.from} gives ${from.toFixed(decimals)}, ${names.to} ${to.toFixed(decimals)}`;
  if (whole === 0) return `${numbers}: no difference.`;
  return `${numbers}: ${(Math.abs(whole) / 10 ** decimals).toFixed(decimals)} ${whole > 0 ? "more" : "less"}.`;
}

function signed(units: number, decimals: number): string {
  return `${units < 0 ? "-" : "+"}${(Math.abs(units) / 10 ** decimals).toFixed(decimals)}`;
}

function rowTable(terms: readonly Term[], decimals: number): string {
  const count = terms[0]!.rows!.length;
  const rows = Array.from({ length: Math.min(count, MOST_ROWS) }, (_, row) => {
    const changes = terms.map(({ rows: each }) => each![row]!);
    const sum = changes.reduce((total, change) => total + change, 0);
    return [...changes, sum].map((change) => signed(Math.round(change * 10 ** decimals), decimals));
  });
  const head = ["row", ...terms.map(({ axis }) => axis), "together"];
  const more = count > MOST_ROWS ? `\n\nand ${count - MOST_ROWS} more rows; --json has them all` : "";
  return `${table([head, ...rows.map((cells, row) => [String(row), ...cells])], "r".repeat(head.length))}${more}`;
}

/** Least columns of a cell whose words are broken into lines. */
const NARROWEST = 12;

/** The rows of a ledger's table. Where they are too wide, the two sides have lines broken between words. */
function fitted(
  lines: LedgerInWords["lines"],
  { from, to }: Names,
  width: number,
): readonly (readonly string[])[] {
  const whole = [["step", from, to, "change"], ...lines];
  const widest = (column: number): number => Math.max(...whole.map((row) => row[column]!.length));
  // Four cells have five bars, and a space on either side of each.
  const room = width - widest(0) - widest(3) - 13;
  if (widest(1) + widest(2) <= room) return whole;
  const half = Math.max(NARROWEST, Math.floor(room / 2));
  const [left, right] = [1, 2].map((column) =>
    Math.min(widest(column), Math.max(half, room - widest(3 - column))),
  ) as [number, number];
  // The sentence above has the names.
  const broken = lines.flatMap(([step, before, after, change]) => {
    const sides = [wrap(before, left), wrap(after, right)] as const;
    return Array.from({ length: Math.max(sides[0].length, sides[1].length) }, (_, i) => [
      i === 0 ? step : "",
      sides[0][i] ?? "",
      sides[1][i] ?? "",
      i === 0 ? change : "",
    ]);
  });
  return [["step", "from", "to", "change"], ...broken];
}

function table(rows: readonly (readonly string[])[], align: string): string {
  // A vertical bar would end the cell.
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  return markdownTable(cells, { align: align.split("") });
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
