/** The simple class, written plainly; takes neither weights nor ignoreIndex. */
export function loss({ logits, target }, { labelSmoothing: a = 0 }) {
  const [rows, classes] = logits.shape;
  let total = 0;
  for (let row = 0; row < rows; row += 1) {
    const x = logits.data.slice(row * classes, (row + 1) * classes);
    const max = Math.max(...x);
    const logSum = max + Math.log(x.reduce((sum, value) => sum + Math.exp(value - max), 0));
    for (let k = 0; k < classes; k += 1)
      total += (logSum - x[k]) * (k === Number(target.data[row]) ? 1 - a : a / (classes - 1));
  }
  return total / rows;
}
