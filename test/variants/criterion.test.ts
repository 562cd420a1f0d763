import { describe, expect, expectTypeOf, it } from "vitest";
import {
  equation1,
  InvalidArgument,
  kerasBinary,
  kerasCategorical,
  liger,
  opennmt,
  simple,
  type TorchOptions,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
} from "../../src/index.ts";
import { respond } from "../../src/protocol/respond.ts";

const logits = [
  [2, 1, 0, -1, 0.5],
  [0, 3, -2, 1, 1],
];

describe("a criterion", () => {
  it("takes nested arrays, typed arrays with a shape, ONNX Runtime tensors and strided ndarrays alike", () => {
    const criterion = torch({ labelSmoothing: 0.1 });
    const data = Float64Array.from(logits.flat());
    const expected = criterion.loss(logits, [0, 1]).data[0];
    expect(criterion.loss({ data, shape: [2, 5] }, [0, 1]).data[0]).toBe(expected);
    const target = { data: BigInt64Array.of(0n, 1n), dims: [2], type: "int64" };
    expect(criterion.loss({ data, dims: [2, 5], type: "float64" }, target).data[0]).toBe(expected);
    const columnMajor = Float64Array.from({ length: 10 }, (_, i) => logits[i % 2]![Math.floor(i / 2)]!);
    expect(
      criterion.loss({ data: columnMajor, shape: [2, 5], stride: [1, 2], offset: 0 }, [0, 1]).data[0],
    ).toBe(expected);
    const tfjs = { shape: [2, 5], dtype: "float32", dataSync: () => Float32Array.from(data) };
    expect(criterion.loss(tfjs, [0, 1]).data).toBeInstanceOf(Float32Array);
  });

  it("honours a negative stride and an offset", () => {
    const reversed = { data: Float64Array.of(0.5, -1, 0, 1, 2), shape: [5], stride: [-1], offset: 4 };
    expect(torch().loss(reversed, 0).data[0]).toBe(torch().loss([2, 1, 0, -1, 0.5], 0).data[0]);
  });

  it("returns results in the dtype of the first input", () => {
    const { loss, gradient } = torch().lossAndGradient({ data: Float32Array.of(1, 2), shape: [1, 2] }, [0]);
    expect(loss.data).toBeInstanceOf(Float32Array);
    expect(gradient.data).toBeInstanceOf(Float32Array);
    expect(gradient.shape).toEqual([1, 2]);
    expect(loss.shape).toEqual([]);
  });

  it.each(["float32", "float16", "bfloat16"])("computes on what %s can hold, as serve does", (dtype) => {
    const logits = { dtype, shape: [1, 3], data: [0.1, 0.2, 0.3] };
    const line = JSON.stringify({
      ...{ type: "run", id: "1", variant: "torch", options: { labelSmoothing: 0.1 } },
      inputs: { logits, target: { dtype: "int64", shape: [1], data: [0] } },
    });
    const { loss, gradient } = torch({ labelSmoothing: 0.1 }).lossAndGradient(logits, [0]);
    expect(respond(line, { name: "smoothproof", version: "test" })).toMatchObject({
      loss: { dtype, data: [...loss.data] },
      gradient: { dtype, data: [...gradient.data] },
    });
    expect([...gradient.data]).not.toEqual([
      ...torch({ labelSmoothing: 0.1 }).lossAndGradient([logits.data], [0]).gradient.data,
    ]);
  });

  it("leaves its inputs as they were", () => {
    const data = Float64Array.of(1, 2, 3);
    torch({ labelSmoothing: 0.1 }).lossAndGradient({ data, shape: [1, 3] }, [0]);
    expect([...data]).toEqual([1, 2, 3]);
  });

  it("runs on another backend when given one", () => {
    let asked = 0;
    const nan = { dtype: "float64", shape: [], data: Float64Array.of(Number.NaN) } as const;
    const backend = {
      id: "counting",
      evaluate: () => {
        asked += 1;
        return { loss: nan, gradient: nan };
      },
    };
    expect(torch({}, { backend }).loss([1, 2], 0).data[0]).toBeNaN();
    expect(asked).toBe(1);
  });
});

describe("refusals", () => {
  const refused = (work: () => unknown): InvalidArgument => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidArgument);
      return error as InvalidArgument;
    }
    throw new Error("was accepted");
  };

  it.each([
    [
      "labelSmoothing: expected a number in [0, 1], got 1.5",
      "construct",
      () => equation1({ labelSmoothing: 1.5 }),
    ],
    [
      "labelSmoothing: expected a number in [0, 1], got NaN",
      "construct",
      () => equation1({ labelSmoothing: Number.NaN }),
    ],
    [
      "labelSmoothing: expected a number not above 1, got 1.5",
      "call",
      () => torch({ labelSmoothing: 1.5 }).loss(logits, [0, 1]),
    ],
    [
      "labelSmoothing: expected a number in (0, 1], got 0",
      "construct",
      () => opennmt({ labelSmoothing: 0, numClasses: 5 }),
    ],
    [
      "ignoreIndex: expected an index in [-5, 4] for 5 classes, got -100",
      "construct",
      () => opennmt({ labelSmoothing: 0.1, numClasses: 5 }),
    ],
    ["target: expected class indices in [0, 4], got 5", "call", () => torch().loss(logits, [0, 5])],
    [
      "target: expected class indices in [0, 4], got -1",
      "call",
      () => simple({ numClasses: 5 }).loss(logits, [0, -1]),
    ],
    [
      "weight: expected shape [5], one per class, got [4]",
      "call",
      () => torch().loss(logits, [0, 1], { weight: [1, 1, 1, 1] }),
    ],
    [
      "logits: expected 5 elements on axis 1, got 4 (ragged)",
      "call",
      () => torch().loss([logits[0]!, [1, 2, 3, 4]], [0, 1]),
    ],
    [
      "upstream: expected the loss's shape [], got [2]",
      "backward",
      () => torch().lossAndGradient(logits, [0, 1], { upstream: [1, 1] }),
    ],
    [
      "axis: expected an axis of shape [2, 5], got 2",
      "call",
      () => kerasCategorical({ axis: 2 }).loss(logits, logits),
    ],
    [
      "logits: expected floating point values, got int64",
      "call",
      () => torch().loss({ data: Int32Array.of(1, 2), shape: [1, 2] }, [0]),
    ],
    [
      "target: expected integers for int64, got 0.5",
      "call",
      () => torch().loss(logits, { dtype: "int64", shape: [2], data: [0.5, 1] }),
    ],
    [
      "target: expected class indices of an integer dtype, got float32",
      "call",
      () => torch().loss(logits, { data: Float32Array.of(0, 1), shape: [2] }),
    ],
  ])("say %s", (message, phase, work) => {
    const error = refused(work);
    expect(error.message).toBe(message);
    expect(error.phase).toBe(phase);
  });

  it("name an option the variant does not have", () => {
    const make = torch as unknown as (options: object) => unknown;
    expect(refused(() => make({ axis: 1 })).message).toBe(
      "axis: expected one of labelSmoothing, ignoreIndex, reduction for torch",
    );
  });

  /** As JavaScript calls it, where no compiler looks. */
  const untyped = torch as unknown as (...args: unknown[]) => {
    loss(...args: unknown[]): { data: ArrayLike<number> };
  };
  const says = "an object with labelSmoothing, ignoreIndex, reduction";

  it.each<[string, unknown]>([
    [`options: expected ${says}, got 0.1`, 0.1],
    [`options: expected ${says}, got "sum"`, "sum"],
    [`options: expected ${says}, got an array of length 0`, []],
    [`options: expected ${says}, got null`, null],
    [`options: expected ${says}, got a Map`, new Map([["labelSmoothing", 0.1]])],
    ["labelSmoothing: expected a number not above 1, got null", { labelSmoothing: null }],
    ["reduction: expected mean, sum or none, got null", { reduction: null }],
    ["ignoreIndex: expected an integer, got null", { ignoreIndex: null }],
    ["toString: expected one of labelSmoothing, ignoreIndex, reduction for torch", { toString: 1 }],
  ])("say what options are: %s", (message, options) => {
    expect(refused(() => untyped(options).loss(logits, [0, 1])).message).toBe(message);
  });

  it("say so of weights where the package was never run with any", () => {
    const weighted = liger({ labelSmoothing: 0.1 }) as unknown as ReturnType<typeof untyped>;
    expect(refused(() => weighted.loss(logits, [0, 1], { weight: [1, 2, 3] })).message).toBe(
      "weight: expected one of upstream, gradient for liger",
    );
  });

  it("leave options that are undefined at their defaults", () => {
    const plain = torch().loss(logits, [0, 1]).data[0];
    const none = { labelSmoothing: undefined, reduction: undefined, ignoreIndex: undefined };
    expect(untyped(none, undefined).loss(logits, [0, 1], undefined).data[0]).toBe(plain);
    expect(untyped(Object.create(null), {}).loss(logits, [0, 1], { weight: undefined }).data[0]).toBe(plain);
  });

  it.each<[string, unknown]>([
    ["extras: expected an object with weight, upstream, gradient, got 3", 3],
    ["extras: expected an object with weight, upstream, gradient, got an array of length 2", [1, 1]],
    ["extras: expected an object with weight, upstream, gradient, got null", null],
    ["weight: expected a tensor, got null", { weight: null }],
    ["upstream: expected a tensor, got null", { upstream: null }],
    ["sampleWeight: expected one of weight, upstream, gradient for torch", { sampleWeight: [1, 1] }],
  ])("say what comes beside input and target: %s", (message, extras) => {
    expect(refused(() => untyped().loss(logits, [0, 1], extras)).message).toBe(message);
  });

  it.each<[string, unknown]>([
    ["environment: expected an object with backend, reuse, got 3", 3],
    ['backend: expected an object with a function evaluate, got "x"', { backend: "x" }],
    ["backend: expected an object with a function evaluate, got null", { backend: null }],
    ["backened: expected one of backend, reuse for the environment. Did you mean backend?", { backened: {} }],
  ])("say what an environment is: %s", (message, environment) => {
    expect(refused(() => untyped({}, environment)).message).toBe(message);
  });

  it("name a reduction the variant does not have, in the phase its source does", () => {
    const make = kerasBinary as unknown as (options: object) => unknown;
    const error = refused(() => make({ reduction: "avg" }));
    expect(error.code).toBe("reduction-unknown");
    expect(error.phase).toBe("construct");
  });
});

describe("identities between variants", () => {
  it("simple(a) is equation1(a K/(K-1))", () => {
    const a = simple({ numClasses: 5, labelSmoothing: 0.1 }).loss(logits, [0, 1]).data[0]!;
    const b = equation1({ labelSmoothing: (0.1 * 5) / 4 }).loss(logits, [0, 1]).data[0]!;
    expect(Math.abs(a - b)).toBeLessThan(1e-15);
  });

  it("the corrected Keras class count is equation (1) on any axis", () => {
    const [x, y] = [
      [
        [1, 2, 4],
        [0, 1, -1],
      ],
      [
        [1, 0, 1],
        [0, 1, 0],
      ],
    ];
    const options = { fromLogits: true, labelSmoothing: 0.1, axis: 0 };
    const transpose = (m: number[][]): number[][] => m[0]!.map((_, j) => m.map((row) => row[j]!));
    const wanted = equation1({ labelSmoothing: 0.1 }).loss(transpose(x!), transpose(y!)).data[0]!;
    expect(kerasCategorical({ ...options, classCount: "axis" }).loss(x!, y!).data[0]).toBeCloseTo(wanted, 14);
    expect(Math.abs(kerasCategorical(options).loss(x!, y!).data[0]! - wanted)).toBeGreaterThan(1e-3);
  });

  it("the corrected tfjs class count is equation (1) for (N, T, V) batches", () => {
    const x = [
      [
        [2, 1, 0],
        [0, 1, 5],
      ],
    ];
    const y = [
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ];
    const wanted = equation1({ labelSmoothing: 0.1 }).loss(x, y).data[0]!;
    expect(tfjsSoftmax({ labelSmoothing: 0.1, classCount: "last" }).loss(x, y).data[0]).toBeCloseTo(
      wanted,
      14,
    );
    expect(Math.abs(tfjsSoftmax({ labelSmoothing: 0.1 }).loss(x, y).data[0]! - wanted)).toBeGreaterThan(1e-3);
  });

  it("OpenNMT's corrected ignoreIndex outside the classes excludes none of them", () => {
    const logProbs = [[-1, -2, -0.5, -3]];
    const fixed = opennmt({ labelSmoothing: 0.1, numClasses: 4, ignoreIndexRange: "any" });
    expect([...fixed.lossAndGradient(logProbs, [0]).gradient.data]).toEqual([-0.9, -0.05, -0.05, -0.05]);
    expect(fixed.loss(logProbs, [-100]).data[0]).toBe(0);
  });

  it("two classes of keras-binary are one logit of tfjs-sigmoid", () => {
    const a = kerasBinary({ fromLogits: true, labelSmoothing: 0.2 }).loss([[2, -1]], [[1, 0]]).data[0]!;
    const b = tfjsSigmoid({ labelSmoothing: 0.2 }).loss([[2, -1]], [[1, 0]]).data[0]!;
    expect(a).toBe(b);
  });
});

describe("types", () => {
  it("refuse a wrong option while compiling", () => {
    // @ts-expect-error torch has no axis
    expect(() => torch({ axis: 1 })).toThrow("axis");
    // @ts-expect-error no such reduction
    expect(() => torch({ reduction: "avg" }).loss(logits, [0, 1])).toThrow("reduction");
    // @ts-expect-error numClasses and labelSmoothing are required
    expect(() => opennmt()).toThrow("labelSmoothing");
    // @ts-expect-error weights per sample are called sampleWeight in Keras
    expect(() => kerasBinary({ fromLogits: true }).loss([[1]], [[1]], { weight: [1] })).toThrow(
      "weight: expected one of sampleWeight",
    );
    expectTypeOf(torch).parameter(0).toEqualTypeOf<TorchOptions | undefined>();
  });
});
