// Binary cross entropy of the page's logits with every step in float32, and in float64.
const f = Math.fround;
const loss = (round) => {
  let sum = 0;
  for (const [x, y] of [[0.3, 0], [0.2, 1]]) {
    const z = round(round(round(y) * round(1 - 0.1)) + round(0.5 * 0.1));
    const softplus = round(Math.log1p(round(Math.exp(-Math.abs(round(x))))));
    sum = round(sum + round(round(Math.max(round(x), 0) - round(round(x) * z)) + softplus));
  }
  return round(sum / 2);
};
console.log("steps in float32", loss(f));
console.log("steps in float64", loss((x) => x));
