/**
 * The table of a text report: a line per variant and dtype, then a line per further backend and dtype.
 */

import Table from "cli-table3";
import { showUnits } from "../compare/show.ts";
import type { Units, Verdict } from "../compare/verdict.ts";
import { DIALECTS } from "../variants/index.ts";
import type { Colors } from "./colors.ts";
import { type Group, groupOf, groupVerdicts } from "./summary.ts";

/** The first column says what a line is about. */
const COLUMNS = ["dtype", "passed", "loss", "gradient", "reference's own"];

const DIALECT_IDS: ReadonlySet<string> = new Set(DIALECTS.map(({ id }) => id));

/** cli-table3 draws borders unless each of its border characters is empty. */
export const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => `${side}${part}`))
    .concat("middle")
    .map((name) => [name, ""]),
);

/** The tables of a run, each without a newline at its end: the first backend in full, the others a line a dtype. */
export function renderTables(verdicts: readonly Verdict[], colors: Colors): readonly string[] {
  const first = verdicts[0]?.backend;
  const own = verdicts.filter(({ backend }) => backend === first);
  const title = first === undefined ? "variant" : `variant (${first})`;
  const others = otherBackends(verdicts);
  return [
    renderGroups(title, foldDialects(own), colors),
    ...(others.length === 0 ? [] : [renderGroups("backend", others, colors)]),
  ];
}

function renderGroups(title: string, groups: readonly Group[], colors: Colors): string {
  const rows = groups.map((group) => renderRow(group, colors));
  return plainTable([title, ...COLUMNS], rows, ["left", "left", "right", "right", "right", "right"], colors);
}

function otherBackends(verdicts: readonly Verdict[]): readonly Group[] {
  const first = verdicts[0]?.backend;
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.backend === undefined || verdict.backend === first) continue;
    const key = JSON.stringify([verdict.backend, verdict.dtype]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  return [...groups.values()].map((members) => groupOf(members[0]!.backend!, members[0]!.dtype, members));
}

/**
 * The core's rows, then one row per dtype for all dialects that simply pass. In a run of dialects alone, they
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
      return groupOf(`${count} dialects`, dtype, members);
    }),
  ];
}

/** A table without borders; lines do not end in spaces. */
function plainTable(
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
  const { variant, dtype, counts, loss, gradient, referenceLoss, referenceGradient } = group;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { passed, skipped } = counts;
  const color = passed + skipped === all ? (passed === 0 ? colors.dim : colors.green) : colors.red;
  return [
    variant,
    dtype,
    color(`${showCount(passed)} of ${showCount(all)}`),
    showError(loss),
    showError(gradient),
    referenceLoss === undefined && referenceGradient === undefined
      ? "-"
      : `${showError(referenceLoss)}, ${showError(referenceGradient)}`,
  ];
}

function showCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A loss is measured in ULP, a gradient in condition-aware units of epsilon: the legend says so. */
function showError(units: Units | undefined): string {
  return units === undefined ? "-" : showUnits(units);
}
