import { lossAndGradient as right } from "./right.mjs";

export function lossAndGradient(inputs, options, variant) {
  const result = right(inputs, options, variant);
  for (const { data } of Object.values(inputs)) data.fill(0);
  for (const name of Object.keys(inputs)) delete inputs[name];
  options.labelSmoothing = 7;
  return result;
}
