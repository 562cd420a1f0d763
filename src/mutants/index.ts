/** Every mutant, most likely first: the order in which a wrong answer is compared with them. */
import type { Mutant } from "./mutant.ts";
import { WRONG_ARITHMETIC } from "./wrong-arithmetic.ts";
import { WRONG_COUNTING } from "./wrong-counting.ts";
import { WRONG_GRADIENTS } from "./wrong-gradients.ts";
import { WRONG_KERNELS } from "./wrong-kernels.ts";
import { WRONG_LOGARITHMS } from "./wrong-logarithms.ts";
import { WRONG_TARGETS } from "./wrong-targets.ts";

export const MUTANTS: readonly Mutant[] = [
  ...WRONG_TARGETS,
  ...WRONG_COUNTING,
  ...WRONG_LOGARITHMS,
  ...WRONG_GRADIENTS,
  ...WRONG_ARITHMETIC,
  ...WRONG_KERNELS,
];
