/** Ledgers of random pairs of variants: do the terms add up? */

import type { OptionValues } from "../../../src/definition/options.ts";
import type { VariantRecord } from "../../../src/definition/record.ts";
import { explainRead } from "../../../src/explain/explain.ts";
import type { ReadSample } from "../../../src/identify/sample.ts";
import type { AnySide } from "../../../src/identify/side.ts";
import { Accumulator } from "../../../src/math/double-double.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import { classCount, logits, type Random, random } from "./random.ts";

/** How well the terms must add up, relative to the difference. */
const ADDS_UP = 1e-12;

/** The largest rounding term in float64, relative to the largest number: a larger one would hide something. */
const LEFT = 1e-12;

const DRAWS_PER_PAIR = 50;

export function explainCampaign(runs: number, seed: number): { lines: string[]; holds: boolean } {
  const from = random(seed);
  const worst = { sum: 0, float64: 0, float32: 0 };
  const counts = { refused: 0, equal: 0, terms: 0, pairs: new Set<string>() };
  for (let run = 0; run < runs; ) {
    const draw = drawPair(from);
    let ledger: ReturnType<typeof explainRead>;
    try {
      ledger = explainRead(draw.from, draw.to, draw.sample);
    } catch (error) {
      if (!(error instanceof InvalidArgument)) throw error;
      counts.refused += 1;
      if (counts.refused > runs * DRAWS_PER_PAIR)
        throw new Error("nearly every pair is refused", { cause: error });
      continue;
    }
    run += 1;
    const { difference, terms } = ledger;
    const sum = new Accumulator();
    for (const { delta } of terms) sum.add(delta);
    sum.add(-difference);
    const off = Math.abs(sum.value);
    worst.sum = Math.max(worst.sum, difference === 0 ? off : off / Math.abs(difference));
    const largest = Math.max(
      Math.abs(ledger.from),
      Math.abs(ledger.to),
      ...terms.map(({ delta }) => Math.abs(delta)),
    );
    const rest = terms.find(({ axis }) => axis === "rounding")?.delta ?? 0;
    worst[draw.dtype] = Math.max(worst[draw.dtype], largest === 0 ? 0 : Math.abs(rest) / largest);
    counts.terms += terms.length;
    if (difference === 0) counts.equal += 1;
    counts.pairs.add([draw.from.variant, draw.to.variant].join(" "));
  }
  const number = (value: number): string => value.toLocaleString("en-US");
  return {
    lines: [
      `explain: ${number(runs)} random pairs (${number(counts.pairs.size)} different pairs of variants, ${number(counts.terms)} terms, ${number(counts.equal)} without any difference; ${number(counts.refused)} more draws were refused by a side).`,
      `The terms add up to the difference within ${worst.sum.toExponential(1)} of it; rounding is at most ${worst.float64.toExponential(1)} of the largest number in float64, ${worst.float32.toExponential(1)} in float32 (probabilities near 1 keep few digits of a small loss, and Burn takes -100 for the logarithm of one that rounds to 0).`,
    ],
    holds: worst.sum <= ADDS_UP && worst.float64 <= LEFT,
  };
}

interface Draw {
  readonly from: AnySide & { readonly variant: string };
  readonly to: AnySide & { readonly variant: string };
  readonly sample: ReadSample;
  readonly dtype: "float64" | "float32";
}

function drawPair(from: Random): Draw {
  const classes = classCount(from);
  // Sequences as often as batches of rows: ESPnet takes nothing else, and others lay their rows in one axis.
  const lead = from.unit() < 0.5 ? [from.integer(1, 8)] : [from.integer(1, 3), from.integer(1, 4)];
  const rows = lead.reduce((product, length) => product * length, 1);
  const dtype = from.pick(["float64", "float32"] as const);
  const numbers = logits(from, rows * classes);
  const input: Tensor = {
    dtype,
    shape: [...lead, classes],
    data: dtype === "float32" ? numbers.map(Math.fround) : numbers,
  };
  const targets = Float64Array.from({ length: rows }, () => from.integer(0, classes - 1));
  const ignoreIndex = from.pick(targets as unknown as readonly number[]);
  const weights = (shape: readonly number[]): Tensor | undefined => {
    if (from.unit() < 0.5) return undefined;
    const length = shape.reduce((product, each) => product * each, 1);
    return { dtype: "float64", shape, data: Float64Array.from({ length }, () => 0.1 + 3 * from.unit()) };
  };
  const sample: ReadSample = {
    holds: "logits",
    input,
    target: { dtype: "int64", shape: lead, data: targets },
    weight: weights([classes]),
    sampleWeight: weights(lead),
    loss: undefined,
    gradient: undefined,
  };
  const side = (): Draw["from"] => {
    const record = from.pick(VARIANTS);
    return { variant: record.id, options: drawOptions(record, from, ignoreIndex) };
  };
  return { from: side(), to: side(), sample, dtype };
}

/** Every option of a record: choices at random, the smoothing from 0.01 to 0.6. */
function drawOptions(record: VariantRecord, from: Random, ignoreIndex: number): OptionValues {
  const options: { [name: string]: OptionValues[string] } = {};
  for (const [name, spec] of Object.entries(record.options)) {
    if (spec.kind === "choice") {
      const value = from.pick(Object.keys(spec.axes));
      options[name] = typeof spec.default === "boolean" ? value === "true" : value;
    } else if (name === "labelSmoothing") {
      options[name] = 0.01 + 0.59 * from.unit();
    } else if (name === "ignoreIndex") {
      options[name] = ignoreIndex;
    }
  }
  return options;
}
