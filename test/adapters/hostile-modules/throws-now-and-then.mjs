import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export function lossAndGradient(...call) {
  if (runs++ === 30) throw new TypeError("undefined is not a function");
  return right(...call);
}
