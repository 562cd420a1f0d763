import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export function lossAndGradient(...call) {
  if (runs++ === 30) for (;;);
  return right(...call);
}
