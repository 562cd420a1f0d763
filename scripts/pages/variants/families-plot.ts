/** One picture of all families: the loss minus equation (1)'s, over the number of classes. */
import type { TopLevelSpec } from "vega-lite";
import type { Words } from "../words/words.ts";
import { differenceAt, EXAMPLE } from "./facts.ts";
import type { Family } from "./families.ts";
import { CLASSES, classesChannel } from "./plot-parts.ts";

export function familiesPlot(families: readonly Family[], words: Words): TopLevelSpec {
  const { plots, divergence: said } = words;
  const names = families.map(({ members: [first] }) => first.record.id);
  const values = families.flatMap(({ members: [{ record }] }) =>
    CLASSES.flatMap((K) => {
      const difference = differenceAt(record, EXAMPLE.alpha, K);
      return difference === undefined ? [] : [{ family: record.id, K, loss: difference.loss }];
    }),
  );
  const line = {
    field: "family",
    type: "nominal",
    title: null,
    scale: { domain: names },
    sort: null,
    legend: { orient: "right" },
  } as const;
  return {
    description: said.pictureAlt,
    title: { text: said.pictureTitle, subtitle: said.pictureSubtitle },
    width: 560,
    height: 320,
    data: { values },
    mark: { type: "line" },
    encoding: {
      x: classesChannel("K", plots),
      y: { field: "loss", type: "quantitative", title: plots.lossDifference, axis: { format: "~g" } },
      color: line,
      strokeDash: line,
    },
  };
}
