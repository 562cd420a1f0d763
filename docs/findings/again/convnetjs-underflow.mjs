// client: convnetjs | file: again.mjs | run: node again.mjs
// A net of ConvNetJS with its own trainer: the mean loss of an epoch with one such row, and the gap from the layer's own parts.
import { createRequire } from "node:module";

const convnetjs = createRequire(import.meta.url)("convnetjs");
for (const gap of [10, 740, 750]) {
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: 1 },
    { type: "softmax", num_classes: 2 },
  ]);
  const [, linear, softmax] = net.layers;
  linear.filters.forEach((filter) => filter.w.fill(0));
  linear.biases.w.set([gap, 0]);
  const trainer = new convnetjs.Trainer(net, { method: "sgd", learning_rate: 0, batch_size: 1, l2_decay: 0 });
  const x = new convnetjs.Vol(1, 1, 1, 0);
  const { loss } = trainer.train(x, 1);
  const [largest, logit] = [Math.max(...softmax.in_act.w), softmax.in_act.w[1]];
  const sum = softmax.in_act.w.reduce((total, each) => total + Math.exp(each - largest), 0);
  console.log(gap, "trainer's loss", loss, "with the fix", largest + Math.log(sum) - logit);
}
