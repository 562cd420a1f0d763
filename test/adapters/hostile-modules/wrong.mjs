// Off-target mass a/(K-1), as the short class that many repositories carry has it, whatever variant is asked for.

import { MUTANTS } from "../../../dist/mutants/index.js";
import { lossCallOf } from "../../../dist/protocol/loss-call-of.js";
import { lossAndGradient as right } from "./right.mjs";

const mutant = MUTANTS.find(({ id }) => id === "target-off-target");

export function lossAndGradient(inputs, options, variant) {
  const result = right(inputs, options, variant);
  return mutant.answer(lossCallOf({ variant, options, inputs })) ?? result;
}
