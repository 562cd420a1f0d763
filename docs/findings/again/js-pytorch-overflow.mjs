// client: js-pytorch | file: again.mjs | run: node again.mjs
// js-pytorch's own exp, and its own loss of the same row less its largest logit, whose loss is the same number.
import { createRequire } from "node:module";

const { torch } = createRequire(import.meta.url)("js-pytorch");
const criterion = new torch.nn.CrossEntropyLoss();
const lossOf = (x) => criterion.forward(torch.tensor([x]), torch.tensor([1])).data[0];
for (const [a, b] of [[3, 1], [710, 708], [-746, -748]]) {
  const exponentials = torch.exp(torch.tensor([[a, b]])).data[0];
  console.log([a, b], "exp", exponentials, "loss", lossOf([a, b]), "less the largest", lossOf([0, b - a]));
}
