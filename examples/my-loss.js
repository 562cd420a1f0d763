/** A loss as it is often written: the mass a is shared by the other K - 1 classes. Meant to be PyTorch's. */
export const variants = ["torch"];

export function loss({ logits, target }, { labelSmoothing = 0 }) {
  const [rows, classes] = logits.shape;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const x = logits.data.slice(row * classes, (row + 1) * classes);
    const max = Math.max(...x);
    const logSum = max + Math.log(x.reduce((total, each) => total + Math.exp(each - max), 0));
    x.forEach((each, k) => {
      const q = k === target.data[row] ? 1 - labelSmoothing : labelSmoothing / (classes - 1);
      sum += q * (logSum - each);
    });
  }
  return sum / rows;
}
