/** The section with numbers: a golden vector, and one row over the number of classes. */

import { bind } from "../../../src/definition/bind.ts";
import type { VariantRecord } from "../../../src/definition/record.ts";
import type { Vector } from "../../../src/fixtures/vector.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { lossCallOf, optionValues } from "../../../src/protocol/loss-call-of.ts";
import type { Words } from "../words/words.ts";
import { type Facts, YARDSTICK } from "./facts.ts";
import { countOf, goldenOf } from "./golden.ts";
import { code, table } from "./markdown.ts";
import { TRUE_CLASS } from "./row.ts";
import { showDifference, showNumber, showTruth } from "./show-number.ts";

export function numbersSection(facts: Facts, words: Words): string[] {
  const golden = goldenOf(facts.record.id);
  return [
    ...(golden === undefined ? [] : goldenBlock(facts.record, golden, words)),
    words.numbers.rows,
    rowsTable(facts, words),
  ];
}

function rowsTable({ record, worked, isYardstick, isClosed }: Facts, { numbers: said }: Words): string {
  const columns = said.rowColumns(record.id);
  const kept = columns.filter((_, index) => (isYardstick ? index < 2 : isClosed || index !== 4));
  const rows = worked.map(({ K, yardstick, own, closed }) => {
    const cells =
      "refused" in own
        ? [said.refused, "", "", ""]
        : [
            showNumber(own.loss),
            showDifference(own.loss - yardstick.loss),
            closed === undefined ? "" : showDifference(closed),
            showDifference(own.gradient[TRUE_CLASS]! - yardstick.gradient[TRUE_CLASS]!),
          ];
    return [String(K), showNumber(yardstick.loss), ...cells].filter((_, index) =>
      kept.includes(columns[index]!),
    );
  });
  return table(kept, rows);
}

function goldenBlock(record: VariantRecord, vector: Vector, { numbers: said }: Words): string[] {
  if (vector.expect.kind === "throws") return [];
  const { loss } = vector.expect;
  const lossCall = lossCallOf(vector)!;
  const inputs = Object.entries(vector.inputs).map(([name, tensor]) => `${name} ${showTensor(tensor)}`);
  const yardstick = yardstickLoss(record, vector);
  return [
    said.golden(vector.id),
    table(said.goldenColumns, [
      [said.inputs, code(inputs.join("; "))],
      [said.options, code(JSON.stringify(vector.options))],
      [said.truth, showTruth(String(loss.truth[0]))],
      [said.observed(vector.reference), String(loss.observed[0])],
      [said.ours, String(evaluate(lossCall, { gradient: false }).loss.data[0])],
      ...(record === YARDSTICK || yardstick === undefined
        ? []
        : [[said.yardstick(yardstick.reduction), showNumber(yardstick.loss)]]),
    ]),
    said.count(countOf(record.id), vector.reference, record.id),
  ];
}

function showTensor({ shape, data }: Tensor): string {
  const width = shape.at(-1) ?? 1;
  if (shape.length < 2) return showExactly(data);
  const rows = Array.from({ length: data.length / width }, (_, row) =>
    showExactly(data.subarray(row * width, (row + 1) * width)),
  );
  return `[${rows.join(", ")}]`;
}

/** Inputs in full, so that the line can be computed again. */
function showExactly(values: Iterable<number>): string {
  return `[${[...values].join(", ")}]`;
}

/** A logit that a probability can come from: of one class among others, or of a label of its own. */
function logitOf({ link }: VariantRecord["axes"]): (probability: number) => number {
  return link.probabilities === "given" ? (p) => Math.log(p / (1 - p)) : Math.log;
}

/** Equation (1) on the vector's inputs, unless a target is no class; log-probabilities are logits as they stand. */
function yardstickLoss(
  record: VariantRecord,
  vector: Vector,
): { loss: number; reduction: string } | undefined {
  const { inputs, options } = vector;
  const { axes } = bind(record, optionValues(options));
  const given = (inputs.logits ?? inputs.logProbs ?? inputs.probs)!;
  const input =
    axes.input === "probs" ? { ...given, data: Float64Array.from(given.data, logitOf(axes)) } : given;
  const reduction = "divisor" in axes.reduction && axes.reduction.divisor === "one" ? "sum" : "mean";
  const { labelSmoothing } = optionValues(options);
  const asked = {
    ...vector,
    variant: YARDSTICK.id,
    options: { labelSmoothing: labelSmoothing as number, reduction },
    inputs: { logits: input, target: inputs.target! },
  };
  const lossCall = lossCallOf(asked);
  return lossCall && { loss: evaluate(lossCall, { gradient: false }).loss.data[0]!, reduction };
}
