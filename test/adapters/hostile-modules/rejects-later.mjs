// A promise that nobody waits for, rejected while the next call is under way.
import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export function lossAndGradient(...call) {
  runs += 1;
  if (runs === 31) setTimeout(() => Promise.reject(new Error("too late")), 0);
  return runs === 32 ? new Promise(() => {}) : right(...call);
}
