/** A badge for a README, for shields.io's endpoint: the text says how many vectors of which definition pass. */
import type { Verdict } from "../compare/verdict.ts";
import { countVerdicts, endingOf } from "../conformance/outcome.ts";
import type { ReportHeader } from "./header.ts";
import { summarise } from "./summary.ts";

/** Most variants that a badge names; the others are counted. */
const MOST_NAMED = 2;

/** `label smoothing | torch: core 182 of 182`. Newline at the end. */
export function renderBadge(verdicts: readonly Verdict[], { shard }: Pick<ReportHeader, "shard">): string {
  const judged = verdicts.filter(({ status }) => status !== "skip");
  const variants = [...new Set(judged.map(({ variant }) => variant))];
  const named = variants.length > MOST_NAMED ? `${variants.length} definitions` : variants.join(" and ");
  const { passed, skipped } = countVerdicts(verdicts);
  const { core } = summarise(judged).tiers;
  const coreCount = judged.filter(({ tier }) => tier === "core").length;
  const { outcome } = endingOf(verdicts, shard);
  const isRight = outcome === "PASS" && passed === judged.length;
  const isCoreRight = outcome !== "NOTHING JUDGED" && core.passed === coreCount && coreCount > 0;
  const some = skipped === 0 ? `all ${passed}` : `${passed} of ${verdicts.length}`;
  const core_ = `core ${core.passed} of ${coreCount}`;
  const message =
    outcome === "NOTHING JUDGED"
      ? `${named || "nothing"}: not judged`
      : `${named}: ${isRight ? `${some} vectors` : core_}`;
  const color = isRight && skipped === 0 ? "brightgreen" : isRight || isCoreRight ? "yellowgreen" : "red";
  return `${JSON.stringify({ schemaVersion: 1, label: "label smoothing", message, color })}\n`;
}
