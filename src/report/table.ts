/**
 * The table of a text report: a line per variant and dtype.
 */

import Table from "cli-table3";
import { showUnits } from "../compare/show.ts";
import type { Units, Verdict } from "../compare/verdict.ts";
import { DIALECTS } from "../variants/index.ts";
import type { Colors } from "./colors.ts";
import { type Group, groupOf, groupVerdicts } from "./summary.ts";

const HEAD = [
  "variant",
  "dtype",
  "vectors",
  "pass",
  "fail",
  "known",
  "skip",
  "loss max",
  "gradient max",
  "reference's own",
];
const DIALECT_IDS: ReadonlySet<string> = new Set(DIALECTS.map(({ id }) => id));
/** cli-table3 draws borders unless every one of its lines is emptied. */
export const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => `${side}${part}`))
    .concat("middle")
    .map((name) => [name, ""]),
);

/** The table, without a newline at its end. */
export function renderTable(verdicts: readonly Verdict[], colors: Colors): string {
  const rows = foldDialects(verdicts).map((group) => renderRow(group, colors));
  const backend = verdicts[0]?.backend;
  const head = backend === undefined ? HEAD : [`variant (${backend})`, ...HEAD.slice(1)];
  return plainTable(head, rows, ["left", "left", ...NUMBERS, "left"], colors);
}

/**
 * The core's rows, then one per dtype for all dialects that have nothing to tell but that they pass. Dialects alone
 * have a row each.
 */
function foldDialects(verdicts: readonly Verdict[]): readonly Group[] {
  const isDialect = ({ variant }: Verdict): boolean => DIALECT_IDS.has(variant);
  const wrong = new Set(verdicts.flatMap(({ status, variant }) => (status === "pass" ? [] : [variant])));
  const isFolded = (verdict: Verdict): boolean => isDialect(verdict) && !wrong.has(verdict.variant);
  const folded = verdicts.filter(isFolded);
  if (verdicts.every(isDialect)) return groupVerdicts(verdicts);
  const dtypes = [...new Set(folded.map(({ dtype }) => dtype))].sort().reverse();
  return [
    ...groupVerdicts(verdicts.filter((verdict) => !isFolded(verdict))),
    ...dtypes.map((dtype) => {
      const members = folded.filter((verdict) => verdict.dtype === dtype);
      const count = new Set(members.map(({ variant }) => variant)).size;
      return { ...groupOf(`${count} dialects`, dtype, members), reference: "theirs" };
    }),
  ];
}

/** Columns of numbers, in order: see HEAD. */
const NUMBERS = new Array<"right">(7).fill("right");

/** A table without borders; lines do not end in spaces. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligned: readonly ("left" | "right")[],
  colors: Colors,
): string {
  const table = new Table({
    head: head.map((title) => colors.bold(title)),
    colAligns: [...aligned],
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function renderRow(group: Group, colors: Colors): string[] {
  return [group.variant, group.dtype, ...renderNumbers(group, colors), renderReference(group)];
}

/** Counts and largest errors, as the seven columns of numbers have them. */
export function renderNumbers(
  { summary, loss, gradient }: Pick<Group, "summary" | "loss" | "gradient">,
  colors: Colors,
): string[] {
  const { passed, failed, skipped, errored, known } = summary;
  const wrong = failed + errored;
  const count = (value: number): string => value.toLocaleString("en-US");
  return [
    count(passed + wrong + known + skipped),
    passed > 0 ? colors.green(count(passed)) : "0",
    wrong > 0 ? colors.red(count(wrong)) : "0",
    known > 0 ? colors.yellow(count(known)) : "0",
    skipped > 0 ? colors.yellow(count(skipped)) : "0",
    withUnit(loss, "ULP"),
    withUnit(gradient, "eps"),
  ];
}

function renderReference({ reference, referenceLoss, referenceGradient }: Group): string {
  if (referenceLoss === undefined && referenceGradient === undefined) return "-";
  return `${reference}: ${withUnit(referenceLoss, "ULP")}, ${withUnit(referenceGradient, "eps")}`;
}

/** A loss is measured in ULP, a gradient in condition-aware units of epsilon. */
function withUnit(units: Units | undefined, unit: string): string {
  if (units === undefined) return "-";
  return units === "class" ? showUnits(units) : `${showUnits(units)} ${unit}`;
}
