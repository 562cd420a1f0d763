/** A badge for a README, for shields.io's endpoint: the text says how many vectors of which definition pass. */
import type { Verdict } from "../compare/verdict.ts";
import { countVerdicts, summarise } from "./summary.ts";

/** Most variants that a badge names; the others are counted. */
const MOST_NAMED = 2;

/** `label smoothing | torch: core 182 of 182`. Newline at the end. */
export function renderBadge(verdicts: readonly Verdict[]): string {
  const judged = verdicts.filter(({ status }) => status !== "skip");
  const variants = [...new Set(judged.map(({ variant }) => variant))];
  const named = variants.length > MOST_NAMED ? `${variants.length} definitions` : variants.join(" and ");
  const { core } = summarise(judged).tiers;
  const all = countVerdicts(judged);
  const coreCount = judged.filter(({ tier }) => tier === "core").length;
  const isRight = all.passed === judged.length && judged.length > 0;
  const message = isRight
    ? `${named}: all ${judged.length} vectors`
    : `${named || "nothing"}: core ${core.passed} of ${coreCount}`;
  const color = isRight ? "brightgreen" : core.passed === coreCount && coreCount > 0 ? "yellowgreen" : "red";
  return `${JSON.stringify({ schemaVersion: 1, label: "label smoothing", message, color })}\n`;
}
