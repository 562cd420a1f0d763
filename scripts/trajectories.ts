/**
 * Repeats the recorded training runs of PyTorch and Keras in TensorFlow.js, step for step, and writes docs/training.md
 * with its pictures.
 *
 *     npm run trajectories                 all experiments; writes the page
 *     npm run trajectories -- --check      writes nothing; exit 1 if the page is not what the run gives
 *     npm run trajectories -- iris         some experiments; writes nothing
 *
 * Exit 1 where a run differs from its reference, or no longer differs where it is known to.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FixtureError } from "../src/fixtures/errors.ts";
import { renderSVG } from "./plots/render.ts";
import { curvesChart, differencesChart } from "./trajectories/charts.ts";
import { CONTENDERS } from "./trajectories/contenders.ts";
import { EXPERIMENTS, openTrajectory } from "./trajectories/fixture.ts";
import { judge, type Verdict } from "./trajectories/judge.ts";
import { CURVES, DIFFERENCES, renderPage } from "./trajectories/page.ts";
import { renderSummary, renderVerdicts } from "./trajectories/report.ts";

const USAGE = 2;
const DOCS = new URL("../docs/", import.meta.url);

function run(experiments: readonly string[]): Verdict[] {
  return experiments
    .map((name) => openTrajectory(name))
    .flatMap((trajectory) => {
      const smoothings = [...new Set(trajectory.file.runs.map(({ labelSmoothing }) => labelSmoothing))];
      return smoothings.flatMap((labelSmoothing) =>
        CONTENDERS.map((contender) => {
          const { experiment } = trajectory.file;
          if (process.stderr.isTTY) {
            process.stderr.write(`\r\x1b[K${experiment}, smoothing ${labelSmoothing}, ${contender.name}`);
          }
          return judge(trajectory, contender, labelSmoothing);
        }),
      );
    });
}

/** Writes what is not on disk already, or says so; true if it was all there. */
function keep(files: Readonly<Record<string, string>>, check: boolean): boolean {
  const stale = Object.entries(files).filter(([name, text]) => {
    const path = new URL(name, DOCS);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  for (const [name, text] of stale) {
    if (check) console.error(`docs/${name}: is not what the run gives. Run: npm run trajectories`);
    else writeFileSync(new URL(name, DOCS), text);
  }
  return stale.length === 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { check: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !(EXPERIMENTS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    console.error(`experiment: expected one of ${EXPERIMENTS.join(", ")}, got ${unknown}`);
    return USAGE;
  }
  if (values.check && positionals.length > 0) {
    console.error("--check: expected without an experiment, for the page shows all of them");
    return USAGE;
  }
  const verdicts = run(positionals.length > 0 ? positionals : EXPERIMENTS);
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  console.log(renderVerdicts(verdicts));
  console.log(renderSummary(verdicts));
  if (!verdicts.every(({ asExpected }) => asExpected)) return 1;
  if (positionals.length > 0) return 0;
  const files = {
    "training.md": renderPage(verdicts),
    [CURVES]: await renderSVG(curvesChart(verdicts)),
    [DIFFERENCES]: await renderSVG(differencesChart(verdicts)),
  };
  return keep(files, values.check) || !values.check ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { code, message } = error as { code?: unknown; message: string };
  if (error instanceof FixtureError) process.exitCode = error.exitCode;
  else if (String(code).startsWith("ERR_PARSE_ARGS")) process.exitCode = USAGE;
  else throw error;
  console.error(message);
}
