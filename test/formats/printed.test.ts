/** Text as programs print it; every sample is what the named program printed. */
import { describe, expect, it } from "vitest";
import {
  nestedNumbers,
  PrintedError,
  printedIn,
  printedLoss,
  printedTensor,
} from "../../src/formats/printed.ts";

const TWO_ROWS = [
  [2, 1, 0],
  [-1, 0.5, 1e-3],
];

describe("a tensor", () => {
  it.each([
    [
      "torch",
      "tensor([[ 2.0000e+00,  1.0000e+00,  0.0000e+00],\n        [-1.0000e+00,  5.0000e-01,  1.0000e-03]])",
    ],
    [
      "torch with a gradient",
      "tensor([[2., 1., 0.],\n        [-1., .5, 1e-3]], dtype=torch.float64, grad_fn=<MulBackward0>)",
    ],
    ["a name before it", "logits = torch.tensor([[2., 1., 0.], [-1., .5, 1e-3]], device='cuda:0')"],
    ["NumPy's str", "[[ 2.e+00  1.e+00  0.e+00]\n [-1.e+00  5.e-01  1.e-03]]"],
    ["NumPy's repr", "array([[2. , 1. , 0. ],\n       [-1. , 0.5 , 0.001]], dtype=float32)"],
    ["JAX", "Array([[2., 1., 0.], [-1., 0.5, 0.001]], dtype=float32)"],
    ["TensorFlow's str", "tf.Tensor(\n[[2. 1. 0.]\n [-1. 0.5 0.001]], shape=(2, 3), dtype=float32)"],
    [
      "TensorFlow's repr",
      "<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[2., 1., 0.],\n [-1., 0.5, 0.001]], dtype=float32)>",
    ],
    [
      "Paddle",
      "Tensor(shape=[2, 3], dtype=float32, place=Place(cpu), stop_gradient=True,\n       [[2., 1., 0.],\n        [-1., 0.5, 0.001]])",
    ],
    ["TensorFlow.js", "Tensor\n    [[2, 1, 0],\n     [-1, 0.5, 0.001]]"],
    ["Node", "[ [ 2, 1, 0 ], [ -1, 0.5, 0.001 ] ]"],
    [
      "a list of NumPy's scalars",
      "[[np.float32(2.0), np.float32(1.0), np.float32(0.0)], [-1.0, 0.5, 0.001]]",
    ],
    ["CSV", "2,1,0\n-1,0.5,0.001\n"],
    ["CSV with names", "a,b,c\r\n2,1,0\r\n-1,0.5,1e-3\r\n"],
    ["pandas' CSV", ",0,1,2\n0,2.0,1.0,0.0\n1,-1.0,0.5,0.001\n"],
    ["TSV", "2\t1\t0\n-1\t0.5\t0.001"],
    ["TSV with quoted names", '"a"\t"b"\t"c"\n2\t1\t0\n-1\t0.5\t0.001'],
    ["numpy.savetxt", "2.000e+00 1.000e+00 0.000e+00\n-1.000e+00 5.000e-01 1.000e-03\n"],
  ])("%s", (_, text) => {
    expect(nestedNumbers(printedTensor(text))).toEqual(TWO_ROWS);
  });

  it("of class indices, of one number, of NaN and infinities", () => {
    expect(nestedNumbers(printedTensor("tensor([1, 0])"))).toEqual([1, 0]);
    expect(nestedNumbers(printedTensor("Float32Array(2) [ 1, 0 ]"))).toEqual([1, 0]);
    expect(nestedNumbers(printedTensor("tensor(3.28)"))).toBe(3.28);
    expect(nestedNumbers(printedTensor("tensor([nan, inf, -inf])"))).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
    ]);
  });

  it("several, by their names", () => {
    const { tensors, scalars } = printedIn(
      "logits: tensor([[2., 1.]])\n'labels': array([1]), and loss = tensor(1.5499, grad_fn=<NllLossBackward0>)",
    );
    expect(tensors.map(({ label, shape }) => [label, shape])).toEqual([
      ["logits", [1, 2]],
      ["labels", [1]],
    ]);
    expect(scalars).toEqual([{ label: "loss", text: "1.5499" }]);
  });
});

describe("a loss", () => {
  it.each([
    ["torch", "tensor(3.2800)", "3.2800"],
    ["torch with a gradient", "tensor(0.5387, device='cuda:0', grad_fn=<NllLossBackward0>)", "0.5387"],
    ["NumPy", "np.float64(0.5386656)", "0.5386656"],
    ["TensorFlow", "tf.Tensor(0.53866, shape=(), dtype=float32)", "0.53866"],
    ["TensorFlow's repr", "<tf.Tensor: shape=(), dtype=float32, numpy=0.53866>", "0.53866"],
    ["a sentence", "the loss was 2.30 nats", "2.30"],
    [
      "Keras",
      "Epoch 1/10\n100/100 ━━━━━ 1s 3ms/step - accuracy: 0.1203 - loss: 2.3016 - val_accuracy: 0.2 - val_loss: 2.2",
      "2.3016",
    ],
    [
      "Lightning",
      "Epoch 0: 100%|███| 10/10 [00:00<00:00, 50.00it/s, v_num=0, train_loss=2.310]\nloss=2.301",
      "2.301",
    ],
    ["transformers", "{'loss': 2.3016, 'grad_norm': 1.25, 'learning_rate': 5e-05, 'epoch': 0.1}", "2.3016"],
    ["one under another name", "step 3, train_loss: 2.25, lr: 0.1", "2.25"],
  ])("%s", (_, text, loss) => {
    expect(printedLoss(text)).toBe(loss);
  });

  it("of each row", () => {
    expect(printedLoss("tensor([0.5, 0.25])")).toMatchObject({ shape: [2], texts: ["0.5", "0.25"] });
  });
});

describe("what cannot be used is quoted", () => {
  it.each([
    ["hello", /^expected a tensor, got "hello"$/],
    [
      "tensor([[2., 1.], [0.5",
      /ends after 3 numbers, the last 0\.5, with 2 brackets still open: "\[\[2\., 1/,
    ],
    [
      "tensor([[2., 1.]]) tensor([0])",
      /^expected one tensor, got 2 tensors: \[1, 2\] in ".*" and \[1\] in "\[0\]/,
    ],
    ["tensor([[2., 1.,  ..., 3.]])", /^expected all numbers, got "\.\.\." in .* numpy\.savez$/],
    ["[ 1, 2,\n  ... 98 more items ]", /^expected all numbers/],
    ["[[1, 2], [3]]", /^expected rows of one length, got "\[\[1, 2\], \[3\]\]"$/],
    ["[[1, 2], 3]", /^expected rows of one length/],
    ["[[1, x], [2, 3]]", /^expected numbers, got ", x\], \[2, 3\]\]" in/],
    ["1,2,3\n4,5\n", /^expected 3 numbers in line 2, got 2$/],
    ["1,2,3\n4,5,x\n", /^expected numbers, got "x" in line 2$/],
    ["a,b,label\n1,2,0\n", /^expected columns of one tensor, got one called "label" among 3$/],
  ])("%j", (text, says) => {
    expect(() => printedTensor(text)).toThrow(says);
  });

  it.each([
    ["nothing here", /^expected a number, got "nothing here"$/],
    ["loss: 2.30\nloss: 2.25", /^expected one loss, got 2\.30 and 2\.25 in "loss: 2\.30 loss: 2\.25"$/],
    ["a 1.5 b 2.5", /^expected one number, or one after "loss:", got 1\.5 and 2\.5/],
  ])("loss %j", (text, says) => {
    expect(() => printedLoss(text)).toThrow(says);
  });

  it("a long text takes no time that grows faster than it does", () => {
    const parts = ["a", "a(", "[ ", "1 a", "=", "(1,", "1", " ", "a: ", "[1,", ".", "a, "];
    for (const part of parts) {
      const began = performance.now();
      const text = `x${part.repeat(1e5 / part.length)}`;
      try {
        printedLoss(text);
      } catch (cause) {
        expect(cause).toBeInstanceOf(PrintedError);
      }
      expect(performance.now() - began, part).toBeLessThan(1500);
    }
  });
});
