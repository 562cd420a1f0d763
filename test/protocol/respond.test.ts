import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Response } from "../../src/protocol/messages.ts";
import { respond } from "../../src/protocol/respond.ts";

const served = { name: "smoothproof", version: "test" };
const ask = (message: unknown): Response =>
  respond(typeof message === "string" ? message : JSON.stringify(message), served)!;
const tensor = (shape: number[], data: unknown[], dtype = "float64"): object => ({ dtype, shape, data });

/** One legal request per variant. */
const onehot = tensor([2, 3], [1, 0, 0, 0, 1, 0]);
const indices = tensor([2], [0, 1], "int64");
const values = [2, 1, 0.5, 0.25, 3, 1];
const requests: { readonly [variant: string]: object } = {
  equation1: {
    options: { labelSmoothing: 0.1 },
    inputs: { logits: tensor([2, 3], values), target: indices },
  },
  torch: { options: { labelSmoothing: 0.1 }, inputs: { logits: tensor([2, 3], values), target: indices } },
  simple: {
    options: { labelSmoothing: 0.1, numClasses: 3 },
    inputs: { logits: tensor([2, 3], values), target: indices },
  },
  opennmt: {
    options: { labelSmoothing: 0.1, numClasses: 3, ignoreIndex: 2 },
    inputs: {
      logProbs: tensor(
        [2, 3],
        values.map((x) => -x),
      ),
      target: indices,
    },
  },
  "keras-categorical": {
    options: { labelSmoothing: 0.1 },
    inputs: { probs: tensor([2, 3], values), target: onehot },
  },
  "keras-binary": {
    options: { fromLogits: true },
    inputs: { logits: tensor([2, 3], values), target: onehot },
  },
  "tfjs-softmax": {
    options: { labelSmoothing: 0.1 },
    inputs: { logits: tensor([2, 3], values), target: onehot },
  },
  "tfjs-sigmoid": {
    options: { labelSmoothing: 0.1 },
    inputs: { logits: tensor([2, 3], values), target: onehot },
  },
};

describe("serve", () => {
  it("says who it is", () => {
    const hello = ask({ type: "hello", protocol: 1 });
    expect(hello).toMatchObject({ type: "hello", protocol: 1, gradient: true });
    expect(hello.type === "hello" && hello.variants).toEqual(expect.arrayContaining(Object.keys(requests)));
  });

  it.each(Object.keys(requests))("answers %s with a loss and a gradient", (variant) => {
    const result = ask({ type: "run", id: "1", variant, ...requests[variant] });
    expect(result).toMatchObject({
      type: "result",
      id: "1",
      loss: { shape: [] },
      gradient: { shape: [2, 3] },
    });
    const loss = result.type === "result" ? Number(result.loss!.data![0]) : Number.NaN;
    expect(loss).toBeGreaterThan(0);
  });

  it("returns only what was wanted", () => {
    const result = ask({ type: "run", id: "1", variant: "torch", ...requests.torch, want: ["loss"] });
    expect(result).not.toHaveProperty("gradient");
  });

  it("echoes NaN, -0, a subnormal and 2^24 + 1 bit for bit, as data and as hex", () => {
    const data = ["NaN", "-0", 5e-324, 16777217, "Infinity"];
    expect(ask({ type: "echo", id: "e", tensor: tensor([5], data) })).toEqual({
      type: "echo",
      id: "e",
      tensor: { dtype: "float64", shape: [5], data },
    });
    const hex = "7fc00000 80000000 00000001 4b800000";
    const echoed = ask({ type: "echo", id: "e", tensor: { dtype: "float32", shape: [4], hex } });
    expect(echoed).toMatchObject({ tensor: { hex } });
  });

  it.each([
    ["float64", "7ff8000000000001 fff8000000000000 7ff0000000000001"],
    ["float32", "7fc00001 ffc00000 7f800001"],
    ["float16", "7e01 fe00 7c01"],
    ["bfloat16", "7fc1 ffc0 7f81"],
  ])("echoes bits that no number of JavaScript keeps: %s %s", (dtype, hex) => {
    const tensor = { dtype, shape: [3], hex };
    expect(ask({ type: "echo", id: "e", tensor })).toEqual({ type: "echo", id: "e", tensor });
  });

  it("does not echo what it cannot read", () => {
    expect(
      ask({ type: "echo", id: "e", tensor: { dtype: "float32", shape: [1], hex: "7fc0000g" } }),
    ).toMatchObject({
      type: "error",
      message: 'tensor.hex: expected 8 lower-case hex digits per element, got "7fc0000g"',
    });
    expect(
      ask({ type: "echo", id: "e", tensor: { dtype: "float32", shape: [2], hex: "7fc00001" } }),
    ).toMatchObject({
      code: "shape-mismatch",
    });
  });

  it("rounds float32 data on entry and answers in float32", () => {
    const result = ask({
      type: "run",
      id: "1",
      variant: "torch",
      inputs: { logits: tensor([1, 2], [0.1, 0.2], "float32"), target: tensor([1], [0], "int64") },
    });
    const loss = result.type === "result" ? Number(result.loss!.data![0]) : Number.NaN;
    expect(loss).toBe(Math.fround(loss));
    expect(Math.abs(loss - Math.log(1 + Math.exp(0.1)))).toBeLessThan(1e-7);
  });

  it.each(["float16", "bfloat16"])("takes and returns %s", (dtype) => {
    const result = ask({
      type: "run",
      id: "1",
      variant: "equation1",
      inputs: { logits: tensor([1, 2], [0, 0], dtype), target: tensor([1], [0], "int64") },
    });
    expect(result).toMatchObject({ loss: { dtype } });
    const loss = result.type === "result" ? Number(result.loss!.data![0]) : Number.NaN;
    expect(Math.abs(loss - Math.LN2)).toBeLessThan(0.005);
  });

  it("reads the names of options that JSON has no digits for", () => {
    const { inputs } = requests.torch as { inputs: object };
    expect(
      ask({ type: "run", id: "1", variant: "torch", options: { labelSmoothing: "NaN" }, inputs }),
    ).toEqual(ask({ type: "run", id: "1", variant: "torch", options: {}, inputs }));
    expect(
      ask({ type: "run", id: "1", variant: "equation1", options: { labelSmoothing: "NaN" }, inputs }),
    ).toMatchObject({
      code: "label-smoothing-out-of-range",
      phase: "construct",
    });
  });
});

describe("docs/protocol.md", () => {
  const lines = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8").split("\n");
  const exchanges = lines.flatMap((line, i): [string, string][] =>
    /^-> .*"type":"(run|echo)"/.test(line) ? [[line.slice(3), lines[i + 1]!.slice(3)]] : [],
  );

  it("has exchanges of both kinds", () => expect(exchanges).toHaveLength(2));

  it.each(exchanges)("is answered as the page says: %s", (request, response) => {
    expect(JSON.stringify(ask(request))).toBe(response);
  });

  it("has a request to try by hand that is answered", () => {
    const byHand = lines.filter((line) => line.startsWith('{"type":"run"'));
    expect(byHand.map((line) => ask(line).type)).toEqual(["result"]);
  });
});

describe("a bad request", () => {
  const run = (inputs: object, options: object = {}, variant = "torch"): object => ({
    type: "run",
    id: "7",
    variant,
    options,
    inputs,
  });
  const logits = tensor([2, 3], values);

  it.each<[string, unknown, string, string]>([
    ["not JSON", "loss please", "invalid-request", "request: expected one JSON object per line"],
    ["an array", "[1]", "invalid-request", "request: expected an object, got an array"],
    [
      "an unknown type",
      { type: "jump", id: "7" },
      "invalid-request",
      'type: expected one of hello, run, echo, bye, got "jump"',
    ],
    [
      "an unknown field",
      { ...run({ logits, target: indices }), extra: 1 },
      "invalid-request",
      "extra: expected no such field",
    ],
    [
      "no inputs",
      { type: "run", id: "7", variant: "torch" },
      "invalid-request",
      "inputs: expected an object, got none",
    ],
    [
      "a variant nobody has",
      run({ logits, target: indices }, {}, "pytorch"),
      "variant-unknown",
      "variant: expected one of",
    ],
    [
      "an option of another variant",
      run({ logits, target: indices }, { axis: 1 }),
      "unsupported-option",
      "axis: expected one of",
    ],
    [
      "shape and data that disagree",
      run({ logits: tensor([2, 3], [1]), target: indices }),
      "shape-mismatch",
      "logits: expected 6 values for shape [2, 3], got 1",
    ],
    [
      "a shape of 2^40",
      run({ logits: tensor([2 ** 40], [1]), target: indices }),
      "shape-mismatch",
      "logits: expected 1099511627776 values",
    ],
    [
      "an infinite shape",
      `{"type":"run","id":"7","variant":"torch","inputs":{"logits":{"dtype":"float32","shape":[1e999],"data":[1]},"target":{"dtype":"int64","shape":[],"data":[0]}}}`,
      "invalid-request",
      "inputs.logits.shape[0]: ",
    ],
    [
      "a negative shape",
      run({ logits: tensor([-1], []), target: indices }),
      "invalid-request",
      "inputs.logits.shape[0]: ",
    ],
    [
      "a class index out of range",
      run({ logits, target: tensor([2], [0, 3], "int64") }),
      "class-index-out-of-range",
      "target: expected class indices in [0, 2], got 3",
    ],
    [
      "float targets",
      run({ logits, target: tensor([2], [0, 1], "float32") }),
      "target-dtype",
      "target: expected class indices of an integer dtype, got float32",
    ],
    [
      "fractional class indices",
      run({ logits, target: tensor([2], [0, 0.5], "int64") }),
      "invalid-request",
      "target: expected integers",
    ],
    [
      "integer logits",
      run({ logits: tensor([2, 3], values.map(Math.round), "int64"), target: indices }),
      "input-dtype",
      "logits: ",
    ],
    [
      "neither data nor hex",
      run({ logits: { dtype: "float32", shape: [1] }, target: indices }),
      "invalid-request",
      "logits: expected either data or hex, got neither",
    ],
    [
      "hex of the wrong width",
      run({ logits: { dtype: "float32", shape: [1], hex: "3f80" }, target: indices }),
      "invalid-request",
      "logits.hex: expected 8 lower-case hex digits",
    ],
    [
      "the wrong first input",
      run({ probs: logits, target: indices }),
      "invalid-request",
      "inputs.probs: expected only logits, target, weight, upstream",
    ],
    ["no target", run({ logits }), "invalid-request", "inputs.target: expected a tensor, got none"],
    [
      "an unknown dtype",
      run({ logits: tensor([1], [1], "float8"), target: indices }),
      "invalid-request",
      'inputs.logits.dtype: expected one of float64, float32, float16, bfloat16, int64, got "float8"',
    ],
    ["protocol 2", { type: "hello", protocol: 2 }, "invalid-request", "protocol: expected 1, got 2"],
  ])("%s gets one clear line", (_, message, code, start) => {
    const answer = ask(message);
    expect(answer).toMatchObject({ type: "error", code });
    const text = answer.type === "error" ? answer.message : "";
    expect(text.slice(0, start.length)).toBe(start);
    expect(text).not.toContain("\n");
    expect(text.length).toBeLessThan(300);
  });

  it("keeps the id of a request that has one", () => {
    expect(ask({ type: "jump", id: "7" })).toMatchObject({ id: "7" });
    expect(ask("{")).toMatchObject({ id: null });
  });
});
