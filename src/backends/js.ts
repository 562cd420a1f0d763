/** The library as an implementation under test: as it is by default, or with the exact kernel for everything. */
import type { Implementation } from "../conformance/implementation.ts";
import { JS, type LossBackend } from "../loss/backend.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { optionValues } from "../protocol/loss-call-of.ts";
import { runCall } from "../protocol/run.ts";
import { VARIANTS } from "../variants/index.ts";

export function jsImplementation(version: string, backend: LossBackend = JS): Implementation {
  return {
    name: `smoothproof ${backend.id}`,
    version,
    language: "TypeScript",
    variants: VARIANTS.map(({ id }) => id),
    gradient: true,
    judged: "js",
    codes: true,
    answer(call) {
      const options = optionValues(call.options);
      try {
        const inputs = call.inputs as { readonly [name: string]: Tensor };
        return {
          kind: "result",
          ...runCall({ variant: call.variant, options, inputs, want: ["loss", "gradient"] }, backend),
        };
      } catch (error) {
        if (!(error instanceof InvalidArgument)) throw error;
        return { kind: "error", phase: error.phase, code: error.code, message: error.message };
      }
    },
  };
}
