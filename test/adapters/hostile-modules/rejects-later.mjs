// A promise that nobody waits for.
import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export function lossAndGradient(...call) {
  if (runs++ === 30) setTimeout(() => Promise.reject(new Error("too late")), 0);
  return right(...call);
}
