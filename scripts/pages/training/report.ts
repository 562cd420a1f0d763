/** What a run of the trajectories prints on the console. */
import Table from "cli-table3";
import { TRAJECTORY_TOLERANCES } from "../../../src/compare/tolerances.ts";
import { NO_BORDERS } from "../../../src/report/table.ts";
import type { Verdict } from "./judge.ts";

/** Two digits: 2.8e-7, 0.0042, 4.3. */
export function showRelative(value: number): string {
  return value < 1e-3 ? value.toExponential(1).replace(".0e", "e") : String(Number(value.toPrecision(2)));
}

/** The outcome of a run, in a word or two. */
function showOutcome({ over, known }: Verdict): string {
  if (over.length === 0) return known === undefined ? "repeats" : "REPEATS, though known to differ";
  return known === undefined ? `DIFFERS: ${over.join(", ")}` : "differs, as known";
}

/** A line per run, without a newline at its end. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const table = new Table({
    head: [
      "experiment",
      "smoothing",
      "trained in tfjs with",
      "against",
      "loss",
      "gradient norm",
      "weights",
      "outcome",
    ],
    colAligns: ["left", "right", "left", "left", "right", "right", "right", "left"],
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const verdict of verdicts) {
    const { trajectory, labelSmoothing, contender, distance } = verdict;
    table.push([
      trajectory.file.experiment,
      labelSmoothing,
      contender.name,
      contender.reference,
      showRelative(distance.loss),
      showRelative(distance.gradientNorm),
      showRelative(distance.weights),
      showOutcome(verdict),
    ]);
  }
  const lines = table.toString().split("\n");
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The closing lines. */
export function renderSummary(verdicts: readonly Verdict[]): string {
  const allowed = TRAJECTORY_TOLERANCES.map(({ relative }) => showRelative(relative)).join(", ");
  const expected = verdicts.filter(({ asExpected }) => asExpected);
  const known = expected.flatMap((each) => (each.known ? [each.known.reason] : []));
  return [
    `Relative differences: of the worst step, and of all weights after the last. Allowed: ${allowed}.`,
    ...known.map((reason) => `Known: ${reason}.`),
    `${expected.length - known.length} passed, ${verdicts.length - expected.length} failed, ${known.length} known to differ`,
  ].join("\n");
}
