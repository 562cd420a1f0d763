// ONNX Runtime 1.30.0 by its binding for Node, with a model written byte by byte: LogSoftmax and the logarithm of Softmax.
import * as runtime from "onnxruntime-node";

const field = (number, bytes) => [number * 8 + 2, bytes.length, ...bytes];
const text = (number, value) => field(number, [...Buffer.from(value)]);
const value = (number, name) =>
  field(number, [...text(1, name), ...field(2, field(1, [8, 11, ...field(2, [...field(1, [8, 1]), ...field(1, [8, 3])])]))]);
const node = (operator, input, output) => field(1, [...text(1, input), ...text(2, output), ...text(4, operator)]);
const model = (...nodes) =>
  Uint8Array.from([8, 8, ...field(7, [...nodes.flat(), ...text(2, "g"), ...value(11, "x"), ...value(12, "y")]), ...field(8, [16, 13])]);
const models = { LogSoftmax: model(node("LogSoftmax", "x", "y")), "Log of Softmax": model(node("Softmax", "x", "p"), node("Log", "p", "y")) };
for (const row of [[1, 2, Number.NaN], [1, 2, 3]])
  for (const [name, bytes] of Object.entries(models)) {
    const session = await runtime.InferenceSession.create(bytes);
    const { y } = await session.run({ x: new runtime.Tensor("float64", Float64Array.from(row), [1, 3]) });
    console.log(name, row, [...y.data].map((each) => Number(each.toFixed(6))));
  }
// The guard alone, in the form of std::fmax, which returns the other number for NaN.
const fmax = (a, b) => (Number.isNaN(a) ? b : Math.max(a, b));
console.log("log of fmax(NaN, 1e-20)", Math.log(fmax(Number.NaN, 1e-20)).toFixed(6), "without the guard", Math.log(Number.NaN));
