import { describe, expect, it } from "vitest";
import { wasmImplementation } from "../../src/backends/wasm.ts";
import { conformance } from "../../src/conformance/run.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { opennmt } from "../../src/variants/opennmt.ts";
import { torch } from "../../src/variants/torch.ts";
import { engine } from "../../src/wasm/engine.ts";
import { wasm } from "../../src/wasm/index.ts";
import {
  BUILDS,
  bestBuild,
  bytesOf,
  type Kernels,
  runnableBuilds,
  SCRATCH_BYTES,
} from "../../src/wasm/module.ts";
import { differencesOf } from "./random-shapes.ts";

/** The builds that this engine takes: Node 20 has relaxed SIMD behind a flag. */
const runnable = runnableBuilds();

function logits(rows: number, classes: number): Float32Array {
  return Float32Array.from({ length: rows * classes }, (_, i) => ((i * 7919) % 997) / 50 - 10);
}

describe("the builds", () => {
  it("are three, of which the best that runs is taken", () => {
    expect(BUILDS).toEqual(["relaxed-simd", "simd", "scalar"]);
    expect(runnable.slice(-2)).toEqual(["simd", "scalar"]);
    expect(bestBuild()).toBe(runnable[0]);
  });

  it("run where their probe says so", async () => {
    for (const build of BUILDS)
      expect(engine()!.validate(await bytesOf(build))).toBe(runnable.includes(build));
    await expect(wasm({ build: "mmx" as never })).rejects.toThrow(
      'build: expected one of relaxed-simd, simd, scalar, got "mmx"',
    );
  });

  it.each(runnable)("%s passes the suite", async (build) => {
    const verdicts: string[] = [];
    const implementation = await wasmImplementation("0", { build });
    for await (const { verdict } of conformance(openFixtures().vectors(), implementation))
      if (verdict.status !== "pass") verdicts.push(`${verdict.id}: ${verdict.status}`);
    expect(verdicts).toEqual([]);
  });
});

describe("calls of every shape", () => {
  it.each(runnable)("%s gives what the exact kernel gives", async (build) => {
    expect(await differencesOf(await wasm({ build }), { calls: 1500, seed: 3 })).toEqual([]);
  });
});

describe("a tensor in the kernels' memory", () => {
  it("is read where it is, and gives what a copy gives", async () => {
    const backend = await wasm();
    const tensor = backend.tensor("float32", [7, 33]);
    tensor.data.set(logits(7, 33));
    const target = [0, 1, 2, 3, 4, 5, 6];
    const criterion = torch({ labelSmoothing: 0.1 }, { backend });
    const there = criterion.lossAndGradient(tensor, target);
    const copied = criterion.lossAndGradient({ data: logits(7, 33), shape: [7, 33] }, target);
    expect([...there.loss.data]).toEqual([...copied.loss.data]);
    expect([...there.gradient.data]).toEqual([...copied.gradient.data]);
    expect([...tensor.data]).toEqual([...logits(7, 33)]);
  });

  it("keeps its values while the memory grows, and gives its place back", async () => {
    const backend = await wasm();
    const first = backend.tensor("float64", [3]);
    first.data.set([1, 2, 3]);
    const stale = first.data;
    const big = backend.tensor("float32", [1 << 24]);
    expect(stale).toHaveLength(0);
    expect([...first.data]).toEqual([1, 2, 3]);
    const where = big.data.byteOffset;
    big.release();
    expect(backend.tensor("float32", [16]).data.byteOffset).toBe(where);
    expect(() => backend.tensor("float64", [2 ** 30])).toThrow("memory: expected");
  });
});

describe("what the kernels do not serve", () => {
  it("is computed all the same", async () => {
    const backend = await wasm();
    const strided = { data: Float64Array.from(logits(6, 5)), shape: [2, 3, 5] };
    const target = {
      dtype: "int64",
      shape: [2, 5],
      data: Float64Array.from({ length: 10 }, (_, i) => i % 3),
    };
    const [ours, theirs] = [torch({ labelSmoothing: 0.1 }, { backend }), torch({ labelSmoothing: 0.1 })];
    expect(ours.lossAndGradient(strided, target)).toEqual(theirs.lossAndGradient(strided, target));
  });

  it("a row with a NaN is left to the exact kernel", async () => {
    const backend = await wasm();
    const data = Float32Array.from([0, Number.NaN, 1, 2]);
    const criterion = torch({ reduction: "none", labelSmoothing: 0.1 }, { backend });
    const { loss } = criterion.lossAndGradient({ data, shape: [2, 2] }, [0, 1]);
    expect(loss.data[0]).toBeNaN();
    expect(loss.data[1]).toBeCloseTo(0.3633, 3);
  });

  it("log-probabilities with padding run in the kernels, ignored rows included", async () => {
    const backend = await wasm();
    const data = logits(4, 6).map((x) => -Math.abs(x));
    const options = { labelSmoothing: 0.1, numClasses: 6, ignoreIndex: 2 };
    const got = opennmt(options, { backend }).lossAndGradient({ data, shape: [4, 6] }, [2, 0, 1, 2]);
    const expected = opennmt(options).lossAndGradient({ data, shape: [4, 6] }, [2, 0, 1, 2]);
    expect(got.loss.data[0]).toBeCloseTo(expected.loss.data[0]!, 4);
    expect([...got.gradient.data]).toEqual([...expected.gradient.data]);
  });
});

describe("images, whose classes lie apart", () => {
  /** Three images of 21 classes and 37 positions: two groups of sixteen, and five that are left over. */
  const shape = [3, 21, 37];
  const [rowShape, size] = [[3, 37], 3 * 21 * 37];
  const target = {
    data: Int32Array.from({ length: 111 }, (_, i) => i % 21),
    shape: rowShape,
    dtype: "int64",
  };
  const options = { labelSmoothing: 0.1, ignoreIndex: 5, reduction: "none" } as const;
  const odd = (): Float32Array => {
    const data = logits(1, size);
    data[40] = Number.NaN;
    data[900] = Number.NEGATIVE_INFINITY;
    return data;
  };

  it("give the same bits for any number of threads, in the kernels' memory or not, in place or not", async () => {
    const results: number[][] = [];
    for (const threads of [1, 2, 3]) {
      const backend = await wasm({ threads });
      const criterion = torch(options, { backend });
      const tensor = backend.tensor("float32", shape);
      tensor.data.set(odd());
      const gradient = backend.tensor("float32", shape);
      const answers = [
        criterion.lossAndGradient({ data: odd(), shape }, target),
        criterion.lossAndGradient(tensor, target),
        criterion.lossAndGradient(tensor, target, { gradient }),
        criterion.lossAndGradient(tensor, target, { gradient: tensor }),
      ];
      results.push(...answers.map(({ loss, gradient: { data } }) => [...loss.data, ...data]));
      await backend.close();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("are computed in parts where one image is larger than a step", async () => {
    const large = [2, 3, 50_001];
    const data = logits(1, 300_006);
    const indices = Int32Array.from({ length: 100_002 }, (_, i) => i % 3);
    const backend = await wasm();
    const given = { data: indices, shape: [2, 50_001], dtype: "int64" };
    const tensor = backend.tensor("float32", large);
    tensor.data.set(data);
    const criterion = torch({ labelSmoothing: 0.1 }, { backend });
    const copied = criterion.lossAndGradient({ data, shape: large }, given);
    const there = criterion.lossAndGradient(tensor, given, { gradient: tensor });
    expect(copied.loss.data).toEqual(there.loss.data);
    expect(
      Buffer.compare(
        Buffer.from(copied.gradient.data.buffer),
        Buffer.from(Float32Array.from(there.gradient.data).buffer),
      ),
    ).toBe(0);
    const { loss } = torch({ labelSmoothing: 0.1 }).lossAndGradient({ data, shape: large }, given);
    expect(copied.loss.data[0]).toBeCloseTo(loss.data[0]!, 5);
  });
});

describe("threads", () => {
  it("give the same bits, whatever their number, with logits in the kernels' memory or not", async () => {
    const results = [];
    for (const threads of [1, 2, 3]) {
      const backend = await wasm({ threads });
      expect(backend.threads).toBe(threads);
      const criterion = torch({ labelSmoothing: 0.1, ignoreIndex: 5, reduction: "none" }, { backend });
      const target = Array.from({ length: 301 }, (_, i) => i % 67);
      const tensor = backend.tensor("float32", [301, 67]);
      tensor.data.set(logits(301, 67));
      const there = criterion.lossAndGradient(tensor, target, { gradient: tensor });
      const copied = criterion.lossAndGradient({ data: logits(301, 67), shape: [301, 67] }, target);
      results.push(
        [...there.loss.data, ...there.gradient.data],
        [...copied.loss.data, ...copied.gradient.data],
      );
      await backend.close();
      expect([...criterion.loss({ data: logits(301, 67), shape: [301, 67] }, target).data]).toEqual([
        ...copied.loss.data,
      ]);
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("give the same bits in every call, however they meet in it", async () => {
    const [rows, classes] = [301, 67];
    const input = { data: logits(rows, classes), shape: [rows, classes] };
    const target = Array.from({ length: rows }, (_, i) => i % classes);
    const options = { labelSmoothing: 0.1, reduction: "none" } as const;
    const bits = ({ loss, gradient }: ReturnType<ReturnType<typeof torch>["lossAndGradient"]>): string =>
      [loss, gradient]
        .map(({ data }) => Buffer.from(Float64Array.from(data).buffer).toString("base64"))
        .join();
    const expected = bits(torch(options, { backend: await wasm() }).lossAndGradient(input, target));
    for (const threads of [2, 4]) {
      const backend = await wasm({ threads });
      const criterion = torch(options, { backend });
      for (let call = 0; call < 200; call += 1)
        expect(bits(criterion.lossAndGradient(input, target)) === expected).toBe(true);
      await backend.close();
    }
  });

  it("write nothing that others share: the kernels change no memory but what they are given", async () => {
    for (const build of runnable) {
      const memory = new (engine()!.Memory)({ initial: 32, maximum: 32 });
      const module = await engine()!.compile(await bytesOf(build));
      const { exports } = await engine()!.instantiate(module, { env: { memory } });
      const { rows32, heapBase, scratch } = exports as Kernels;
      const shared = (): Uint8Array => new Uint8Array(memory.buffer, 0, heapBase.value).slice();
      const [classes, x, at] = [67, 65_536, 65_536 + 1024];
      scratch.value = x + 8192;
      new Float32Array(memory.buffer, x, classes).set(logits(1, classes));
      new Float64Array(memory.buffer, at, 8).set([0.9, 0.1 / classes, 1, 1, 0, 0, 1, 1]);
      const before = shared();
      // Flags: softmax alone. Target 0, and the eighth constant is its coefficient.
      rows32(x, x, 0, 0, 0, at + 64, at + 56, at + 128, at + 136, 0, 1, classes, 1, -1, -1, at);
      expect(new Float64Array(memory.buffer, at + 128, 1)[0]).toBeGreaterThan(0);
      expect(new Uint8Array(memory.buffer, scratch.value, SCRATCH_BYTES).some((byte) => byte !== 0)).toBe(
        true,
      );
      expect(shared()).toEqual(before);
    }
  });

  it("are refused where their number is none", async () => {
    await expect(wasm({ threads: 0 })).rejects.toThrow(
      "threads: expected a whole number from 1 to 64, got 0",
    );
  });
});

describe("ten thousand calls", () => {
  it("leave the memory as large as the first left it", async () => {
    const backend = await wasm();
    const criterion = torch({ labelSmoothing: 0.1 }, { backend });
    const probe = (): number => {
      const tensor = backend.tensor("float32", [1]);
      const at = tensor.data.byteOffset + tensor.data.buffer.byteLength;
      tensor.release();
      return at;
    };
    const input = { data: logits(8, 50), shape: [8, 50] };
    criterion.lossAndGradient(input, [0, 1, 2, 3, 4, 5, 6, 7]);
    const before = probe();
    for (let i = 0; i < 10_000; i += 1) criterion.lossAndGradient(input, [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(probe()).toBe(before);
  });
});

describe("an engine that lacks something", () => {
  it("without WebAssembly, or where a policy forbids it, is told in one line", async () => {
    const kept = Object.getOwnPropertyDescriptor(globalThis, "WebAssembly")!;
    try {
      Object.defineProperty(globalThis, "WebAssembly", { value: undefined, configurable: true });
      await expect(wasm()).rejects.toThrow("wasm: expected an engine with WebAssembly, got none");
      const forbidding = {
        validate: () => true,
        Memory: kept.value.Memory,
        compile: () => Promise.reject(new Error("unsafe-eval")),
      };
      Object.defineProperty(globalThis, "WebAssembly", { value: forbidding, configurable: true });
      await expect(wasm()).rejects.toThrow(
        /^wasm: the engine does not compile WebAssembly here: .*unsafe-eval$/,
      );
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", kept);
    }
  });

  it("that gives no more memory computes in JavaScript", async () => {
    const backend = await wasm();
    const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = () => {
      throw new RangeError("refused");
    };
    try {
      const input = { data: logits(512, 700), shape: [512, 700] };
      backend.tensor("float32", [(1 << 23) - (1 << 15) - SCRATCH_BYTES / 4]);
      const target = Array.from({ length: 512 }, (_, i) => i);
      const got = torch({ labelSmoothing: 0.1 }, { backend }).lossAndGradient(input, target);
      expect(got).toEqual(torch({ labelSmoothing: 0.1 }).lossAndGradient(input, target));
      expect(() => backend.tensor("float32", [1 << 20])).toThrow("memory: expected");
    } finally {
      WebAssembly.Memory.prototype.grow = grow;
    }
  });
});
