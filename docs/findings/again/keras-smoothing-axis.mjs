// Three classes on axis 1 and two steps: smoothed by a / 2 and by a / 3.
const logits = [[1, 2], [0.5, 0], [0, 1]];
const labels = [[1, 0], [0, 1], [0, 0]];
for (const classes of [2, 3]) {
  let total = 0;
  for (const step of [0, 1]) {
    const row = logits.map((of) => of[step]);
    const lse = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    row.forEach((x, k) => {
      total += (labels[k][step] * (1 - 0.3) + 0.3 / classes) * (lse - x);
    });
  }
  console.log(`a / ${classes}: ${(total / 2).toFixed(6)}`);
}
