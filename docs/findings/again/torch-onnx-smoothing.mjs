// The page's row with and without smoothing.
const x = [2, 1, 0, -1, 0.5];
const lse = Math.log(x.reduce((sum, each) => sum + Math.exp(each), 0));
for (const a of [0.1, 0]) {
  const loss = x.reduce((sum, each, k) => sum + ((1 - a) * (k === 0) + a / 5) * (lse - each), 0);
  console.log(`smoothing ${a}: ${loss.toFixed(6)}`);
}
