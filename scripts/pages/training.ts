/**
 * docs/training.md with its pictures: the recorded training runs of PyTorch and Keras, repeated in TensorFlow.js step by
 * step. It fails where a run differs from its reference, and where a known difference is gone.
 */
import type { Page } from "./page.ts";
import { renderSVG } from "./plots/render.ts";
import { curvesChart, differencesChart, frontChart } from "./training/charts.ts";
import { CONTENDERS } from "./training/contenders.ts";
import { EXPERIMENTS, openTrajectory } from "./training/fixture.ts";
import { judge, type Verdict } from "./training/judge.ts";
import { CURVES, DIFFERENCES, renderPage } from "./training/page.ts";
import { renderSummary, renderVerdicts } from "./training/report.ts";

function run(): Verdict[] {
  return EXPERIMENTS.map((name) => openTrajectory(name)).flatMap((trajectory) => {
    const smoothings = [...new Set(trajectory.file.runs.map(({ labelSmoothing }) => labelSmoothing))];
    return smoothings.flatMap((labelSmoothing) =>
      CONTENDERS.map((contender) => judge(trajectory, contender, labelSmoothing)),
    );
  });
}

export const PAGE: Page = {
  make: async () => {
    const verdicts = run();
    console.log(renderVerdicts(verdicts));
    console.log(renderSummary(verdicts));
    const files = new Map([
      ["docs/training.md", renderPage(verdicts)],
      ["docs/training-front.svg", await renderSVG(frontChart(verdicts))],
      [`docs/${CURVES}`, await renderSVG(curvesChart(verdicts))],
      [`docs/${DIFFERENCES}`, await renderSVG(differencesChart(verdicts))],
    ]);
    const isExpected = verdicts.every(({ asExpected }) => asExpected);
    return {
      files,
      problems: isExpected
        ? []
        : [
            "training: expected every run to repeat its reference or differ as known, got another outcome (see above)",
          ],
    };
  },
};
