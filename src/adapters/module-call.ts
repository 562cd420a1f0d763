/** Calls a module's functions. An error that they throw is their answer: a refusal if it has a code, else an exception. */
import type { Answer } from "../compare/verdict.ts";
import { asTensor } from "../math/as-tensor.ts";
import { ERROR_CODES, type ErrorCode, PHASES, type Phase } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { AnsweredModule, ModuleInputs, ModuleOptions } from "./module-contract.ts";

export interface ModuleCall {
  readonly variant: string;
  readonly inputs: ModuleInputs;
  readonly options: ModuleOptions;
}

export type ModuleAnswer = Exclude<Answer, { kind: "errored" | "error" | "unasked" }> | ModuleRefusal;

interface ModuleRefusal {
  readonly kind: "error";
  readonly phase: Phase;
  readonly code: ErrorCode;
  readonly message: string;
}

export async function callModule(
  module: AnsweredModule,
  { variant, inputs, options }: ModuleCall,
): Promise<ModuleAnswer> {
  const compute = module.computes(variant);
  if (compute === undefined) return { kind: "skipped", reason: `no variant ${variant}` };
  // Read before the module can change it.
  const like = inputs.logits ?? inputs.logProbs ?? inputs.probs;
  try {
    const result = await compute(inputs, options, variant);
    if (result === undefined) return { kind: "skipped", reason: "not implemented: it returned undefined" };
    const { loss, gradient } = result;
    return {
      kind: "result",
      loss: typed(asTensor(loss, "loss"), like),
      ...(gradient === undefined ? {} : { gradient: typed(asTensor(gradient, "gradient"), like) }),
    };
  } catch (error) {
    return refusal(error);
  }
}

/** JavaScript numbers have no dtype, so a result has the dtype of the first input. */
function typed(tensor: Tensor, like: Tensor | undefined): Tensor {
  return like === undefined ? tensor : { ...tensor, dtype: like.dtype };
}

/** An error may have a code and a phase, as `InvalidArgument` does. */
function refusal(error: unknown): ModuleRefusal {
  const { code, phase, message } = Object(error) as { code?: unknown; phase?: unknown; message?: unknown };
  return {
    kind: "error",
    phase: PHASES.find((known) => known === phase) ?? "call",
    code: ERROR_CODES.find((known) => known === code) ?? "exception",
    message: typeof message === "string" ? message : String(error),
  };
}
