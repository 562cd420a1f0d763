/**
 * An adapter that does no work: it answers with its first input as the gradient and a loss of 0. What a run with it
 * costs is what the protocol costs.
 */
import { createInterface } from "node:readline";

const implementation = { name: "echo", version: "1", language: "JavaScript" };
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

createInterface({ input: process.stdin }).on("line", (line) => {
  const { type, id, tensor, inputs } = JSON.parse(line);
  if (type === "hello") {
    const dtypes = ["float64", "float32"];
    say({ type, protocol: 1, implementation, variants: [], gradient: true, dtypes });
  }
  if (type === "echo") say({ type, id, tensor });
  if (type === "run") {
    const gradient = inputs.logits ?? inputs.logProbs ?? inputs.probs;
    say({ type: "result", id, loss: { dtype: gradient.dtype, shape: [], data: [0] }, gradient });
  }
});
