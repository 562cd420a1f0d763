/** A variant's target as a picture: the article's example, the mass off the class over K, the mass on it over alpha. */
import type { TopLevelSpec } from "vega-lite";
import type { VariantRecord } from "../../../src/definition/record.ts";
import type { Words } from "../words/words.ts";
import { EXAMPLE, type Facts, resultOf, YARDSTICK } from "./facts.ts";
import { ALPHAS, CLASSES, classesChannel, PANEL_HEIGHT } from "./plot-parts.ts";
import { marginRow, rowOf, TRUE_CLASS } from "./row.ts";
import { showNumber } from "./show-number.ts";

const PANEL = { width: 200, height: PANEL_HEIGHT } as const;

/** A class that is neither the true one nor the one left out; with two classes, the other one. */
const OTHER = 2;

export function targetPlot({ record, isYardstick }: Facts, words: Words): TopLevelSpec {
  const { plots } = words;
  const shown = isYardstick ? [record] : [YARDSTICK, record];
  const nameOf = (each: VariantRecord): string => (each === YARDSTICK ? plots.equation : each.id);
  const perDefinition = <T extends object>(values: (each: VariantRecord) => readonly T[]) =>
    shown.flatMap((each) => values(each).map((value) => ({ definition: nameOf(each), ...value })));
  const scale = { domain: shown.map(nameOf) };
  const color = {
    field: "definition",
    type: "nominal",
    title: null,
    scale,
    legend: { orient: "bottom" },
  } as const;
  const lines = {
    color,
    strokeDash: { field: "definition", type: "nominal", scale, legend: null },
  } as const;
  return {
    description: words.target.picture(record.id),
    spacing: 15,
    resolve: { legend: { strokeDash: "independent" }, scale: { strokeDash: "independent" } },
    hconcat: [
      {
        title: plots.exampleTitle,
        ...PANEL,
        data: { values: perDefinition(exampleMasses) },
        encoding: {
          x: { field: "k", type: "ordinal", title: plots.classIndex, axis: { labelAngle: 0 } },
          xOffset: { field: "definition", type: "nominal", scale },
          y: { field: "mass", type: "quantitative", title: plots.mass, scale: { domain: [0, 1.05] } },
        },
        layer: [
          { mark: { type: "bar" }, encoding: { color } },
          {
            mark: { type: "text", dy: -6, fontSize: 9 },
            encoding: { text: { field: "label", type: "nominal" }, color: { value: "#333" } },
          },
        ],
      },
      {
        title: plots.offTitle,
        ...PANEL,
        data: { values: perDefinition(massesOffTheClass) },
        mark: { type: "line" },
        encoding: {
          x: classesChannel("K", plots),
          y: {
            field: "multiple",
            type: "quantitative",
            title: plots.offMass,
            scale: { type: "log" },
            axis: { format: "~s", tickCount: 5 },
          },
          ...lines,
        },
      },
      {
        title: plots.onTitle,
        ...PANEL,
        data: { values: perDefinition(massesOnTheClass) },
        mark: { type: "line" },
        encoding: {
          x: { field: "alpha", type: "quantitative", title: plots.alpha },
          y: { field: "mass", type: "quantitative", title: plots.onMass, scale: { domain: [0, 1] } },
          ...lines,
        },
      },
    ],
  };
}

function exampleMasses(record: VariantRecord): { k: number; mass: number; label: string }[] {
  const { target } = resultOf(record, marginRow(EXAMPLE.K, EXAMPLE.alpha, 0));
  return target.map((mass, k) => ({ k, mass, label: showNumber(mass) }));
}

/** As multiples of equation (1)'s, which is what shows a difference on any scale. */
function massesOffTheClass(record: VariantRecord): { K: number; multiple: number }[] {
  return CLASSES.flatMap((K) => {
    const mass = massAt(record, EXAMPLE.alpha, K, OTHER);
    return mass === undefined ? [] : [{ K, multiple: (mass * K) / EXAMPLE.alpha }];
  });
}

function massesOnTheClass(record: VariantRecord): { alpha: number; mass: number }[] {
  return ALPHAS.flatMap((alpha) => {
    const mass = massAt(record, alpha, EXAMPLE.K, TRUE_CLASS);
    return mass === undefined ? [] : [{ alpha, mass }];
  });
}

/** Both languages ask for the same masses. */
const masses = new Map<string, number | undefined>();

function massAt(record: VariantRecord, alpha: number, K: number, k: number): number | undefined {
  const key = `${record.id} ${alpha} ${K} ${k}`;
  if (!masses.has(key)) {
    const result = rowOf(record, marginRow(K, alpha, 0));
    masses.set(key, "refused" in result ? undefined : (result.target[k] ?? result.target[0]));
  }
  return masses.get(key);
}
