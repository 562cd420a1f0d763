/**
 * What must compile, and what must not: `tsc` is the test, run by `npm run check`, and nothing here is run. An error
 * that is expected and does not come is an error itself.
 */
import { convert, explain, explainNumber, floorOf, floorOn, identify } from "../../src/analysis/index.ts";
import { opennmt, torch } from "../../src/index.ts";
import { excessLoss, forCompile } from "../../src/tfjs/index.ts";
import type * as all from "../../src/variants/all.ts";
import type { FactoryName } from "../../src/variants/factory-name.ts";
import type { OptionsOf, VariantId } from "../../src/variants/options-of.ts";
import { describeConformance } from "../../src/vitest/index.ts";

/** Compiles where there is nothing left. */
type None<Left extends never> = Left;

/** Each factory that is exported is named by an id, and each id names a factory. */
type Factories = {
  [name in keyof typeof all]: (typeof all)[name] extends (...options: never[]) => unknown ? name : never;
}[keyof typeof all];
export type NoFactoryWithoutId = None<Exclude<Factories, FactoryName<VariantId>>>;
export type NoIdWithoutFactory = None<Exclude<FactoryName<VariantId>, Factories>>;

/** Ids are those of the records, some of which are named here. */
export const ids: readonly VariantId[] = ["torch", "tf1-softmax", "fairseq-2020", "mmpretrain-multi-label"];

export const smoothing: OptionsOf<"torch">["labelSmoothing"] = 0.1;

torch({ labelSmoothing: 0.1, reduction: "sum" });
// @ts-expect-error: Python's name
torch({ label_smoothing: 0.1 });
// @ts-expect-error: no such reduction
torch({ reduction: "average" });
// @ts-expect-error: labelSmoothing and numClasses are required
opennmt();

forCompile("torch", { labelSmoothing: 0.1, fromLogits: true, weight: [1, 2] });
forCompile("keras-categorical");
forCompile("opennmt", { labelSmoothing: 0.1, numClasses: 5, ignoreIndex: 0 });
forCompile("tf1-softmax", { labelSmoothing: 0.1 });
// @ts-expect-error: no such variant
forCompile("pytorch", { labelSmoothing: 0.1 });
// @ts-expect-error: Python's name
forCompile("torch", { label_smoothing: 0.1 });
// @ts-expect-error: a number
forCompile("torch", { labelSmoothing: "0.1" });
// @ts-expect-error: another variant's option
forCompile("torch", { numClasses: 5 });
// @ts-expect-error: labelSmoothing and numClasses are required
forCompile("opennmt", { fromLogits: true });
// @ts-expect-error: a model wants one number
forCompile("torch", { reduction: "none" });
// @ts-expect-error: it has no class weights
forCompile("equation1", { weight: [1, 2] });

const sample = { logits: [[2, 1, 0]], target: [0] };
explain(
  { variant: "torch" },
  { variant: "opennmt", options: { labelSmoothing: 0.1, ignoreIndex: 0 } },
  sample,
);
explainNumber({ variant: "torch", options: { labelSmoothing: 0.1 } }, "0.72", sample);
convert(0.1, { variant: "keras-categorical", options: { fromLogits: true } }, { variant: "simple" }, 10);
// @ts-expect-error: no such variant
explain({ variant: "pytorch" }, { variant: "torch" }, sample);
// @ts-expect-error: Python's name
explain({ variant: "torch", options: { label_smoothing: 0.1 } }, { variant: "simple" }, sample);
// @ts-expect-error: another variant's option
explainNumber({ variant: "torch", options: { fromLogits: true } }, 0.72, sample);
// @ts-expect-error: no such reduction
convert(0.1, { variant: "torch", options: { reduction: "batchmean" } }, { variant: "simple" }, 10);
// @ts-expect-error: no such variant
floorOf({ variant: "tfjs" }, { classes: 10, labelSmoothing: 0.1 });
// @ts-expect-error: Python's name
floorOn({ variant: "torch", options: { ignore_index: 0 } }, sample);

identify({ ...sample, loss: 0.72, variant: "torch", options: { reduction: "mean" } });
// @ts-expect-error: no such variant
identify({ ...sample, loss: 0.72, variant: "pytorch" });
// @ts-expect-error: Python's name
identify({ ...sample, loss: 0.72, options: { ignore_index: 0 } });
// @ts-expect-error: no variant's reduction
identify({ ...sample, loss: 0.72, options: { reduction: "average" } });

excessLoss("torch", { labelSmoothing: 0.1 });
// @ts-expect-error: no such variant
excessLoss("tourch");
// @ts-expect-error: Python's name
excessLoss("torch", { label_smoothing: 0.1 });

describeConformance({ loss: () => 0 }, { variants: ["torch"], tiers: ["core"] });
// @ts-expect-error: no such variant
describeConformance({ loss: () => 0 }, { variants: ["pytorch"] });
// @ts-expect-error: no such tier
describeConformance({ loss: () => 0 }, { tiers: ["easy"] });
