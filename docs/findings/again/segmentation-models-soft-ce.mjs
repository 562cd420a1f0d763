// The page's rows by hand: the mean over all rows and over those that are kept, and the two smoothed targets.
const logProbs = (row) => {
  const lse = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
  return row.map((x) => x - lse);
};
const lossOf = (row, target) => -logProbs(row).reduce((sum, p, k) => sum + target[k] * p, 0);
const computed = [0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3];
const kept = lossOf([2, 1, 0], computed);
console.log("one kept row of two: over all rows", (kept / 2).toFixed(6), "over kept rows", kept.toFixed(6));
console.log("as documented", lossOf([2, 1, 0], [0.9, 0.05, 0.05]).toFixed(6), "as computed", kept.toFixed(6));
