import { describe, expect, it } from "vitest";
import { DTYPES } from "../../src/math/dtypes.ts";
import { roundToGrid } from "../../src/math/grid.ts";
import { Halves } from "../../src/math/halves.ts";
import { torch } from "../../src/variants/torch.ts";
import { engine } from "../../src/wasm/engine.ts";
import { wasm } from "../../src/wasm/index.ts";
import { BUILDS, bytesOf, type Kernels } from "../../src/wasm/module.ts";

const runnable = BUILDS.filter((build) => engine()!.validate(bytesOf(build)));
const PATTERNS = Uint16Array.from({ length: 65_536 }, (_, i) => i);
const HERE = 65_536;
const THERE = HERE + (1 << 19);

async function kernelsOf(
  build: (typeof BUILDS)[number],
): Promise<{ kernels: Kernels; buffer: ArrayBufferLike }> {
  const memory = new (engine()!.Memory)({ initial: 64, maximum: 64 });
  const module = await engine()!.compile(bytesOf(build));
  const { exports } = await engine()!.instantiate(module, { env: { memory } });
  return { kernels: exports as Kernels, buffer: memory.buffer };
}

const CASES = runnable.flatMap((build) =>
  (["float16", "bfloat16"] as const).map((dtype) => [build, dtype] as const),
);

describe.each(CASES)("the %s kernels, on all 65,536 patterns of %s", (build, dtype) => {
  it("widen each to its value, alone and among others", async () => {
    const { kernels, buffer } = await kernelsOf(build);
    const { values } = new Halves(dtype, PATTERNS);
    new Uint16Array(buffer, HERE, PATTERNS.length).set(PATTERNS);
    // Seven at the end are not computed in vectors.
    for (const count of [PATTERNS.length, PATTERNS.length - 1]) {
      const got = new Float32Array(buffer, THERE, PATTERNS.length).fill(5);
      kernels.widen(HERE, THERE, count, dtype === "float16" ? 1 : 0);
      expect([...PATTERNS].filter((i) => i < count && !Object.is(got[i], Math.fround(values[i]!)))).toEqual(
        [],
      );
      if (count < got.length) expect(got[count]).toBe(5);
    }
    for (const bits of PATTERNS) {
      new Uint16Array(buffer, HERE, 1)[0] = bits;
      kernels.widen(HERE, THERE, 1, dtype === "float16" ? 1 : 0);
      const [got] = new Float32Array(buffer, THERE, 1);
      if (!Object.is(got, values[bits])) throw new Error(`${bits}: expected ${values[bits]}, got ${got}`);
    }
  });

  it("round float32 to the nearest, ties to even", async () => {
    const { kernels, buffer } = await kernelsOf(build);
    const { values } = new Halves(dtype, PATTERNS);
    const given = Float32Array.from(PATTERNS, (_, i) => {
      const [here, next] = [values[i]!, values[i + 1] ?? Number.NaN];
      return Number.isFinite(next) ? (here + next) / 2 : here;
    });
    for (const nudge of [0, 1, -1]) {
      const word = Int32Array.from(new Int32Array(given.buffer.slice(0)), (each) => each + nudge);
      const inputs = new Float32Array(word.buffer).map((x) => (Number.isNaN(x) ? 0 : x));
      for (const count of [PATTERNS.length, 1]) {
        for (let from = 0; from < PATTERNS.length; from += count) {
          new Float32Array(buffer, HERE, count).set(inputs.subarray(from, from + count));
          kernels.narrow(HERE, THERE, count, dtype === "float16" ? 1 : 0);
          const got = new Halves(dtype, new Uint16Array(buffer, THERE, count).slice()).values;
          for (let i = 0; i < count; i += 1) {
            const expected = roundToGrid(inputs[from + i]!, DTYPES[dtype].grid);
            if (!Object.is(got[i], expected))
              throw new Error(`${inputs[from + i]}: expected ${expected}, got ${got[i]}`);
          }
        }
      }
    }
  });
});

describe.each(CASES)("a batch of bits, on %s, %s", (build, dtype) => {
  const [rows, classes] = [37, 83];
  const logits = (bad: number): Uint16Array => {
    const halves = new Halves(dtype, new Uint16Array(rows * classes));
    const values = Float64Array.from({ length: rows * classes }, (_, i) => Math.sin(i * i) * 9);
    if (!Object.is(bad, 0)) values[5 * classes + 7] = bad;
    halves.store(values, 0, 1, values.length);
    return halves.bits;
  };
  const target = Array.from({ length: rows }, (_, i) => (i * 7) % classes);
  const options = { labelSmoothing: 0.1, ignoreIndex: 14, reduction: "none" } as const;
  const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.max(...Array.from(a, (_, i) => Math.abs(order(a[i]!) - order(b[i]!))));
  /** Bit patterns in the order of their values; all NaN are one. */
  const order = (bits: number): number => {
    const size = bits & 0x7fff;
    if (size > (dtype === "float16" ? 0x7c00 : 0x7f80)) return 99_999;
    return bits >= 0x8000 ? -size : size;
  };

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "gives what js gives, to the last bit's neighbour, with %s in it, in its memory or not",
    async (bad) => {
      const backend = await wasm({ build });
      const shape = [rows, classes];
      const expected = torch(options).lossAndGradient({ bits: logits(bad), shape, dtype }, target);
      const criterion = torch(options, { backend });
      const copied = criterion.lossAndGradient({ bits: logits(bad), shape, dtype }, target);
      expect(distance(copied.gradient.bits!, expected.gradient.bits!)).toBeLessThanOrEqual(1);
      const tensor = backend.tensor(dtype, shape);
      tensor.bits.set(logits(bad));
      const there = criterion.lossAndGradient(tensor, target);
      expect(there.loss).toEqual(copied.loss);
      expect(there.gradient.bits).toEqual(copied.gradient.bits);
      const place = backend.tensor(dtype, shape);
      tensor.bits.set(logits(bad));
      criterion.lossAndGradient(tensor, target, { gradient: place });
      expect([...place.bits]).toEqual([...copied.gradient.bits!]);
      // In the place of the logits.
      criterion.lossAndGradient(tensor, target, { gradient: tensor });
      expect([...tensor.bits]).toEqual([...copied.gradient.bits!]);
      expect(criterion.loss({ bits: logits(bad), shape, dtype }, target)).toEqual(copied.loss);
    },
  );

  it("may have a distribution of bits as its target", async () => {
    const backend = await wasm({ build });
    const shape = [rows, classes];
    const masses = new Halves(dtype, new Uint16Array(rows * classes));
    masses.store(new Float64Array(rows * classes).fill(1 / classes), 0, 1, rows * classes);
    const expected = torch({ labelSmoothing: 0.1 }).lossAndGradient(
      { bits: logits(0), shape, dtype },
      { bits: masses.bits, shape, dtype },
    );
    const held = backend.tensor(dtype, shape);
    held.bits.set(masses.bits);
    for (const given of [held, { bits: masses.bits, shape, dtype }]) {
      const got = torch({ labelSmoothing: 0.1 }, { backend }).lossAndGradient(
        { bits: logits(0), shape, dtype },
        given,
      );
      expect(got.loss.data).toEqual(expected.loss.data);
      expect(distance(got.gradient.bits!, expected.gradient.bits!)).toBeLessThanOrEqual(1);
    }
  });
});

describe("threads", () => {
  it("give the same bits of 16-bit floats", async () => {
    const shape = [301, 67];
    const bits = Uint16Array.from({ length: 301 * 67 }, (_, i) => (i * 7919) % 0x4c00);
    const target = Array.from({ length: 301 }, (_, i) => i % 67);
    const results = [];
    for (const threads of [1, 2]) {
      const backend = await wasm({ threads });
      const tensor = backend.tensor("float16", shape);
      tensor.bits.set(bits);
      const criterion = torch({ labelSmoothing: 0.1 }, { backend });
      const { loss, gradient } = criterion.lossAndGradient(tensor, target, { gradient: tensor });
      results.push([[...loss.data], [...gradient.bits!]]);
      await backend.close();
    }
    expect(results[1]).toEqual(results[0]);
  });
});
