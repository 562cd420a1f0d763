// Negative log-likelihood of the page's rows: the mean, and what a mean of the sum gives.
const rows = [[2, 1, 0], [0, 1, 0.5], [1, 1, 3]];
const losses = rows.map((row, i) => Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[[1, 2, 2][i]]);
const sum = losses.reduce((total, each) => total + each, 0);
console.log("mean", (sum / 3).toFixed(4), "sum", sum.toFixed(4), "mean of the sum", (sum / 1).toFixed(4));
