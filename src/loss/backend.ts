/** Something that computes loss calls: row kernels that fall back to the exact one, or an independent program. */
import { type Evaluated, evaluate, type Want } from "./evaluate.ts";
import type { LossCall } from "./loss-call.ts";
import { plainKernel } from "./plain-kernel.ts";
import type { RowKernel } from "./row-kernel.ts";

export interface LossBackend {
  readonly id: string;
  /** Computes the loss, and the gradient if it is wanted. */
  evaluate(lossCall: LossCall, want: Want): Evaluated;
}

/** A backend made of kernels. The exact kernel computes what none of them serves. */
export function backendOf(id: string, kernels: readonly RowKernel[]): LossBackend {
  return { id, evaluate: (lossCall, want) => evaluate(lossCall, want, kernels) };
}

/** The exact kernel for everything. */
export const EXACT: LossBackend = /* @__PURE__ */ backendOf("js-exact", []);

/** The default: plain float64 arithmetic for narrower inputs, the exact kernel for float64. */
export const JS: LossBackend = /* @__PURE__ */ backendOf("js", [plainKernel]);
