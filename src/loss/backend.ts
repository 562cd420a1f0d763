/** Something that computes loss calls: row kernels that fall back to the exact one, or an independent program. */
import { type Evaluated, evaluate, evaluateWith, type Want } from "./evaluate.ts";
import type { LossCall } from "./loss-call.ts";
import { plainSigmoid, plainSoftmax } from "./plain-kernel.ts";
import {
  bentCosts,
  clippedCosts,
  focalCosts,
  givenCosts,
  type LinkCosts,
  sigmoidCosts,
  softmaxCosts,
} from "./row-costs.ts";
import type { RowKernel } from "./row-kernel.ts";

export interface LossBackend {
  readonly id: string;
  /** Computes the loss, and the gradient if it is wanted. */
  evaluate(lossCall: LossCall, want: Want): Evaluated;
  /** Whether values lie in memory of its own that has had several buffers, all of them the same bytes. Default: no. */
  readonly holds?: (data: { readonly buffer: ArrayBufferLike }) => boolean;
}

/** A backend made of kernels. The exact kernel computes what none of them serves. */
export function backendOf(id: string, kernels: readonly RowKernel[]): LossBackend {
  return { id, evaluate: (lossCall, want) => evaluate(lossCall, want, kernels) };
}

/** The exact kernel for everything. */
export const EXACT: LossBackend = /* @__PURE__ */ backendOf("js-exact", []);

/** Links of one kind, and the kernel that is fast for narrower inputs. */
export interface LinkKind {
  readonly costs: LinkCosts;
  readonly kernel?: RowKernel;
}

export const SOFTMAX_LINKS: LinkKind = { costs: softmaxCosts, kernel: plainSoftmax };
export const GIVEN_LINKS: LinkKind = { costs: givenCosts, kernel: plainSoftmax };
export const SIGMOID_LINKS: LinkKind = { costs: sigmoidCosts, kernel: plainSigmoid };
export const BENT_LINKS: LinkKind = { costs: bentCosts };
export const CLIPPED_LINKS: LinkKind = { costs: clippedCosts };
export const FOCAL_LINKS: LinkKind = { costs: focalCosts };

/** Every kind. One that stands before another is the narrower one. */
export const ALL_LINKS: readonly LinkKind[] = [
  FOCAL_LINKS,
  BENT_LINKS,
  SOFTMAX_LINKS,
  GIVEN_LINKS,
  SIGMOID_LINKS,
  CLIPPED_LINKS,
];

/** The default backend for some links: plain float64 arithmetic for narrower inputs, the exact kernel for float64. */
export function jsOf(links: readonly LinkKind[]): LossBackend {
  const kernels = links.flatMap(({ kernel }) => kernel ?? []);
  const costs = links.map((kind) => kind.costs);
  return { id: "js", evaluate: (lossCall, want) => evaluateWith(lossCall, want, kernels, costs) };
}

/** The default for any variant. */
export const JS: LossBackend = /* @__PURE__ */ jsOf(ALL_LINKS);
