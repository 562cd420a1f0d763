import "./right.mjs";

export function lossAndGradient() {
  for (;;);
}
