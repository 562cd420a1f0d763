// A guard for the logarithm that is a comparison drops NaN: fmax(NaN, 1e-20) is 1e-20.
const fmax = (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b));
for (const row of [[Number.NaN, 1, 2], [1, 2, Number.NaN], [1, 2, 3]]) {
  const largest = row.reduce((max, x) => (x > max ? x : max));
  const sum = row.reduce((total, x) => total + Math.exp(x - largest), 0);
  const of = (guarded) => row.map((x) => Number((x - largest - Math.log(guarded)).toFixed(6)));
  console.log("guarded", of(fmax(sum, 1e-20)), "not guarded", of(sum));
}
