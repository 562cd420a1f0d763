// Cross entropy of the page's rows in numbers, and with log-probabilities cut to whole numbers.
const rows = [[[1, 2, 3], 0], [[0, 1, 2], 2]];
const mean = (round) =>
  rows.reduce((total, [row, target]) => {
    const largest = Math.max(...row);
    const sum = row.reduce((of, x) => of + Math.exp(x - largest), 0);
    return total - round(row[target] - largest - Math.log(sum));
  }, 0) / 2;
console.log("whole numbers", mean(Math.trunc), "numbers", mean((x) => x));
