import { lossAndGradient as right } from "./right.mjs";

console.log("loaded");
export function lossAndGradient(...call) {
  console.log("computing");
  process.stdout.write("without a newline");
  return right(...call);
}
