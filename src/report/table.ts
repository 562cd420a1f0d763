/**
 * The table of a text report: a line per variant and dtype.
 */

import Table from "cli-table3";
import { showUnits } from "../compare/show.ts";
import type { Units, Verdict } from "../compare/verdict.ts";
import type { Colors } from "./colors.ts";
import { type Group, groupVerdicts } from "./summary.ts";

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
/** cli-table3 draws borders unless every one of its lines is emptied. */
export const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => `${side}${part}`))
    .concat("middle")
    .map((name) => [name, ""]),
);

/** The table, without a newline at its end. */
export function renderTable(verdicts: readonly Verdict[], colors: Colors): string {
  const table = new Table({
    head: HEAD.map((title) => colors.bold(title)),
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right", "right", "left"],
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const group of groupVerdicts(verdicts)) table.push(renderRow(group, colors));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function renderRow(group: Group, colors: Colors): string[] {
  const { passed, failed, skipped, errored, known } = group.summary;
  const wrong = failed + errored;
  const count = (value: number): string => value.toLocaleString("en-US");
  return [
    group.variant,
    group.dtype,
    count(passed + wrong + known + skipped),
    passed > 0 ? colors.green(count(passed)) : "0",
    wrong > 0 ? colors.red(count(wrong)) : "0",
    known > 0 ? colors.yellow(count(known)) : "0",
    skipped > 0 ? colors.yellow(count(skipped)) : "0",
    withUnit(group.loss, "ULP"),
    withUnit(group.gradient, "eps"),
    renderReference(group),
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
