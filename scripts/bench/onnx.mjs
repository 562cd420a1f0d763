/** A graph of the loss and its gradient in float32, made by torch.py, in onnxruntime-node. */
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { contend, logits, targets } from "./contend.mjs";

env.logLevel = "error";
const session = await InferenceSession.create(process.argv[2], {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});

contend(
  { onnxruntime: env.versions?.node ?? "" },
  {
    onnxruntime(rows, classes, ...apart) {
      if (apart.length > 0) return {};
      const feeds = {
        logits: new Tensor("float32", logits(rows, classes), [rows, classes]),
        target: new Tensor("int64", BigInt64Array.from(targets(rows, classes), BigInt), [rows]),
        smoothing: new Tensor("float32", Float32Array.of(0.1), []),
      };
      return {
        both: () => session.run(feeds),
        loss: () => session.run(feeds, ["loss"]),
        value: ({ loss }) => loss.data[0],
      };
    },
  },
);
