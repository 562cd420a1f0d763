/** The gradients of TensorFlow.js' own kernels, which its bundle for Node leaves out. */
import { createRequire, register } from "node:module";

register("../adapters/ready/tfjs-gradients.mjs", import.meta.url);
const core = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
await import(core.replace(/tf-core\.node\.js$/, "register_all_gradients.js"));
