/**
 * What must compile, and what must not: `tsc` is the test, run by `npm run check`, and nothing here is run. An error
 * that is expected and does not come is an error itself.
 */
import { opennmt, torch } from "../../src/index.ts";
import { excessLoss, forCompile } from "../../src/tfjs/index.ts";
import type * as all from "../../src/variants/all.ts";
import type { FactoryName, OptionsOf, VariantId } from "../../src/variants/options-of.ts";
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
