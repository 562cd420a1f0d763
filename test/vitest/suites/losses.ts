/** A right implementation of one variant, and two wrong ones, as a test author would hand them over. */
import type { LossModule } from "../../../src/adapters/module-contract.ts";
import type { OptionValues } from "../../../src/definition/options.ts";
import { runCall } from "../../../src/protocol/run.ts";

export const right: LossModule = {
  name: "right",
  variants: ["equation1"],
  lossAndGradient(inputs, options, variant) {
    const call = { variant, inputs, options: options as OptionValues, want: ["loss", "gradient"] as const };
    const { loss, gradient } = runCall(call);
    return { loss: loss!, gradient: gradient! };
  },
};

export const wrong: LossModule = {
  ...right,
  name: "wrong",
  lossAndGradient: (inputs, options, variant) =>
    right.lossAndGradient!(inputs, { ...options, labelSmoothing: 0 }, variant),
};
