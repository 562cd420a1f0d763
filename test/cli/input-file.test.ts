/** Input files as people write them, and what is said about those that cannot be used. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-codes.ts";
import { readInputFile, readNumbersFlags } from "../../src/cli/input-file.ts";
import { npyBytes } from "../formats/npy-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-input-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown, name = "input.json"): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function refusal(content: unknown): Promise<string> {
  const error = await readInputFile(file(content)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  const { message } = error as UsageError;
  expect(message).not.toContain("\n");
  return message.replace(folder, "");
}

describe("what is read", () => {
  it("nested arrays, with integers as class indices", async () => {
    const sample = await readInputFile(file({ logits: [[2, 1, "-Infinity"]], target: [0], loss: 0.5 }));
    expect(sample.holds).toBe("logits");
    expect([...sample.input.data]).toEqual([2, 1, Number.NEGATIVE_INFINITY]);
    expect(sample.input.shape).toEqual([1, 3]);
    expect(sample.target).toEqual({ dtype: "int64", shape: [1], data: Float64Array.of(0) });
    expect(sample.loss).toEqual({ dtype: "float64", shape: [], data: Float64Array.of(0.5) });
  });

  it("integers in the shape of the logits as a one-hot target", async () => {
    const { target } = await readInputFile(file({ logits: [[2, 1]], target: [[0, 1]] }));
    expect([target.dtype, target.shape]).toEqual(["float64", [1, 2]]);
  });

  it("tensors of the protocol, by values and by bits", async () => {
    const sample = await readInputFile(
      file({
        probs: { dtype: "float32", shape: [1, 2], data: [0.1, 0.9] },
        target: { dtype: "int64", shape: [1], hex: "0000000000000001" },
        weight: { dtype: "float64", shape: [2], data: ["NaN", 1] },
        loss: "NaN",
      }),
    );
    expect(sample.holds).toBe("probs");
    expect([...sample.input.data]).toEqual([Math.fround(0.1), Math.fround(0.9)]);
    expect([...sample.target.data]).toEqual([1]);
    expect([...sample.weight!.data]).toEqual([Number.NaN, 1]);
    expect([...sample.loss!.data]).toEqual([Number.NaN]);
  });

  it("files of NumPy beside it: floats, integers, and none that is longer than it says", async () => {
    writeFileSync(join(folder, "l.npy"), npyBytes(Float32Array.of(0.1, 2, 3, 4, 5, 6), [2, 3]));
    writeFileSync(join(folder, "y.npy"), npyBytes(BigInt64Array.of(2n, 0n), [2]));
    const { input, target } = await readInputFile(file({ logits: "l.npy", target: "y.npy" }));
    expect([input.dtype, input.shape, [...input.data]]).toEqual([
      "float32",
      [2, 3],
      [Math.fround(0.1), 2, 3, 4, 5, 6],
    ]);
    expect([target.dtype, [...target.data]]).toEqual(["int64", [2, 0]]);
    writeFileSync(join(folder, "y.npy"), npyBytes(BigInt64Array.of(2n, 0n), [3]));
    expect(await refusal({ logits: "l.npy", target: "y.npy" })).toMatch(
      "y.npy: expected 24 bytes for 3 elements of shape [3], got 16",
    );
  });

  it.each([
    ["names of torch", { input: [[2, 1]], labels: [1], losses: 1.3 }, "logits"],
    ["names of Keras, logits", { y_true: [1], y_pred: [[2, 1]], loss: 1.3 }, "logits"],
    ["names of Keras, probabilities", { y_true: [1], y_pred: [[0.75, 0.25]], loss: 1.3 }, "probs"],
    ["log-probabilities", { target: [1], output: [[-0.28768207, -1.38629436]], loss: 1.3 }, "logProbs"],
    ["a text with names", "logits = tensor([[2., 1.]])\nlabels: array([1])\nloss: 1.3", "logits"],
    ["a dictionary of Python", "{'input': tensor([[2., 1.]]), 'y_true': [1], 'loss': 1.3}", "logits"],
  ])("%s", async (_, content, holds) => {
    const sample = await readInputFile(file(content));
    expect([sample.holds, sample.input.shape, [...sample.target.data]]).toEqual([holds, [1, 2], [1]]);
    expect([sample.target.dtype, [...sample.loss!.data]]).toEqual(["int64", [1.3]]);
  });

  it("a .npy file in Fortran order, as NumPy 2.4 wrote it", async () => {
    // np.save(f, np.asfortranarray([[1., 2., 3.], [4., 5., 6.]]))
    const header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }".padEnd(117, " ");
    const bytes = Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
      Buffer.from(`${header}\n`),
      Buffer.from(Float64Array.of(1, 4, 2, 5, 3, 6).buffer),
    ]);
    writeFileSync(join(folder, "fortran.npy"), bytes);
    const { input } = await readInputFile(file({ logits: "fortran.npy", target: [0, 0] }));
    expect([...input.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("what is refused, in one line that names the field", () => {
  it.each([
    ["", /expected \{"logits": …, "target": …\}, got an empty file/],
    ["  \n", /empty file/],
    ['{"logits": [[1, NaN]], "target": [0]}', /JSON has no NaN: write "NaN", in quotes/],
    ["[1, 2]", /expected an object with logits, .*, got an array/],
    ["3", /expected an object .*, got 3/],
    ["hello", /text: expected logits and a target, got no numbers/],
    ["loss: 2.3", /text: expected logits and a target, got the loss 2\.3 alone/],
    [
      "tensor([[2., 1.]]), tensor([0])",
      /before each tensor, as logits = \[\[…\]\], got 2 tensors: \[1, 2\] in/,
    ],
    ["logits = tensor([[2., 1.", /text: expected a whole tensor, got one that ends after 2 numbers/],
    [
      { input: [[1, 2]], logits: [[1, 2]], target: [0] },
      /logits: expected logits once, got it under two names/,
    ],
    [{ target: [0] }, /logits: expected one of logits, logProbs, probs, got none/],
    [{ logits: [[1]], probs: [[1]], target: [0] }, /probs: expected one of .*, got logits and probs/],
    [{ logits: [[1, 2]] }, /target: expected class indices or a distribution, got none/],
    [{ logit: [[1, 2]], target: [0] }, /logit: expected one of .*\. Did you mean logits\?/],
    [{ logits: [[1, 2], [3]], target: [0] }, /logits: expected 2 elements on axis 1, got 1 \(ragged\)/],
    [{ logits: [["x"]], target: [0] }, /logits: expected numbers, got "x"/],
    [{ logits: [[null]], target: [0] }, /logits: expected numbers, got null/],
    [
      { logits: { dtype: "float32", shape: [3], data: [1] }, target: 0 },
      /logits: expected 3 values for shape \[3\], got 1/,
    ],
    [{ logits: { dtype: "int", shape: [3], data: [1] }, target: 0 }, /logits\.dtype: expected one of/],
    [
      { logits: "logits.txt", target: 0 },
      /logits: expected a tensor or the name of a \.npy or \.npz file, got "logits.txt"/,
    ],
    [{ logits: "nowhere.npy", target: 0 }, /logits: .*nowhere\.npy: no such file or folder/],
    [
      { logits: "input.json.npy", target: 0 },
      /input\.json\.npy: expected a \.npy file, got a file that does not begin like one/,
    ],
    [{ logits: "empty.npy", target: 0 }, /empty\.npy: expected a \.npy file, got an empty file/],
    [
      { logits: "header.npy", target: 0 },
      /header\.npy: expected a \.npy file, got one that ends in its header/,
    ],
    [{ logits: "bare.npy", target: 0 }, /bare\.npy: expected a \.npy file, got a header without descr/],
    [{ logits: "cut.npy", target: 0 }, /cut\.npy: expected 16 bytes for 2 elements of shape \[2\], got 13/],
    [
      { logits: { dtype: "float32", shape: [-1], data: [1] }, target: 0 },
      /logits\.shape\[0\]: expected a number of at least 0, got -1/,
    ],
    [
      { logits: { dtype: "float32", shape: [1], data: ["x"] }, target: 0 },
      /logits\.data\[0\]: expected a number or one of NaN, Infinity, -Infinity, -0, got "x"/,
    ],
    [{ logits: true, target: 0 }, /logits: expected a tensor, got true/],
    [
      { logits: [[1, 2]], target: [0], gradient: [1, 2] },
      /gradient: expected the shape of logits, \[1, 2\], got \[2\]/,
    ],
  ])("%j", async (content, says) => {
    writeFileSync(join(folder, "input.json.npy"), "no array at all");
    writeFileSync(join(folder, "empty.npy"), "");
    const whole = npyBytes(Float64Array.of(1, 2), [2]);
    writeFileSync(join(folder, "header.npy"), whole.subarray(0, 40));
    writeFileSync(join(folder, "bare.npy"), whole.toString("latin1").replace("'descr'", "'other'"), "latin1");
    writeFileSync(join(folder, "cut.npy"), whole.subarray(0, -3));
    expect(await refusal(content)).toMatch(says);
  });

  it("arrays and objects nested deeper than any call goes", async () => {
    const nested = (open: string, close: string, levels = 200): string =>
      `{"logits": [${open.repeat(levels)}1${close.repeat(levels)}], "target": 0}`;
    expect(await refusal(nested("[", "]", 9999))).toMatch(/expected at most 256 arrays and objects within/);
    expect(await refusal(nested("[", "]"))).toMatch(/logits: expected at most 64 axes, got more$/);
    expect(await refusal(nested('{"a":', "}"))).toMatch(/logits: expected numbers, got an object$/);
  });

  it("a file that is not there", async () => {
    await expect(readInputFile(join(folder, "none.json"))).rejects.toThrow(
      /--input: .*none.json: cannot be read: no such file or folder$/,
    );
  });
});

describe("single tensors as text", () => {
  const LOGITS = "tensor([[ 2.0000,  1.0000,  0.0000, -1.0000,  0.5000]])";

  it.each([
    ["in quotes", () => [LOGITS, "[0]", "tensor(2.383988, grad_fn=<NllLossBackward0>)"]],
    ["in files", () => [file(LOGITS, "l.txt"), file("label\n0\n", "y.csv"), file("loss: 2.383988", "log")]],
    ["in tables", () => [file("2,1,0,-1,0.5\n", "l.csv"), file("[0]", "y.json"), "step 1 - loss: 2.383988"]],
  ])("%s", (_, given) => {
    const [logits, target, loss] = given();
    expect(readNumbersFlags({ logits, target, loss } as object)).toEqual({
      logits: [[2, 1, 0, -1, 0.5]],
      target: [0],
      loss: "2.383988",
    });
  });

  it.each([
    [
      { logits: "x.pt" },
      /^logits: expected JSON, text, \.npy or \.npz, got a file of PyTorch; in Python, numpy\.savez\(.*\) saves it as \.npz$/,
    ],
    [
      { logits: "x.safetensors" },
      /^logits: .* a file of safetensors; .*safetensors\.numpy\.load_file\(FILE\)/,
    ],
    [{ logits: "nowhere.txt" }, /^logits: nowhere\.txt: no such file or folder$/],
    [
      { logits: "tensor([[2., 1." },
      /^logits: expected a whole tensor, got one that ends after 2 numbers, .*open: "\[\[2\., 1\."$/,
    ],
    [
      { target: "[0] [1]" },
      /^target: expected one tensor, got 2 tensors: \[1\] in "\[0\] \[1\]" and \[1\] in "\[1\]"$/,
    ],
    [
      { loss: "loss: 2.3 loss: 2.2" },
      /^loss: expected one loss, got 2\.3 and 2\.2 in "loss: 2\.3 loss: 2\.2"$/,
    ],
  ])("%j", (flags, says) => {
    expect(() => readNumbersFlags(flags)).toThrow(UsageError);
    expect(() => readNumbersFlags(flags)).toThrow(says);
  });
});
