import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compiled } from "../../scripts/compile-wasm.ts";
import { implementationOn } from "../../src/backends/wasm.ts";
import { conformance } from "../../src/conformance/run.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { backendOn } from "../../src/wasm/backend.ts";
import { engine } from "../../src/wasm/engine.ts";
import { BUILDS, bytesOf, fromHex } from "../../src/wasm/module.ts";
import { differencesOf } from "./random-shapes.ts";

const SOURCE = resolve(import.meta.dirname, "../../assembly");

interface Mutant {
  readonly file: "rows" | "exponential" | "halves" | "labels" | "pairs" | "lanes" | "planes" | "long";
  /** What stands once in the source, and what stands there instead. */
  readonly from: string;
  readonly to: string;
  /** The only dtypes in which it shows. Default: float32 and float64. */
  readonly dtypes?: readonly string[];
  /** The build that has it. Default: SIMD, which every engine runs that is tested. */
  readonly build?: "scalar";
}

/** One slip each that a kernel is known for. */
const MUTANTS: { readonly [name: string]: Mutant } = {
  "the normaliser's logarithm is rounded away beside 1": {
    file: "rows",
    from: "Math.log1p((sumE + lowE) / top)",
    to: "Math.log(1 + (sumE + lowE) / top)",
    dtypes: ["float64"],
  },
  "a block's tail is left out": {
    file: "rows",
    from: "  for (; k < to; k += 1) {\n    const v = load<T>(at<T>(x, k));\n    const d = <T>(v - <T>max);\n    const e",
    to: "  for (; k < to - 1; k += 1) {\n    const v = load<T>(at<T>(x, k));\n    const d = <T>(v - <T>max);\n    const e",
  },
  "the maximum is not subtracted": {
    file: "rows",
    from: "base = isNear ? 0 : max;",
    to: "base = 0;",
    // No vector of float64 has a maximum beyond 2,048, from where it is subtracted.
    dtypes: ["float32"],
  },
  "a sum is kept from the row before": {
    file: "rows",
    from: "sumE = sumD = sumM = sumMD = 0;",
    to: "sumE = sumM = sumMD = 0;",
  },
  "sums run one after the other in float32": {
    file: "rows",
    from: "  sumE += v;",
    to: "  sumE = <f64>(<f32>sumE + <f32>v);",
    dtypes: ["float32"],
    build: "scalar",
  },
  "lanes are summed over the whole row": {
    file: "long",
    from: "const end = k + BLOCK <= n ? k + BLOCK : n;\n    let s0 = f32x4.splat(0);\n    let s1",
    to: "const end = n;\n    let s0 = f32x4.splat(0);\n    let s1",
    dtypes: ["float32"],
  },
  "a long row has the maximum of the one before": {
    file: "long",
    from: "known = largestLane(f32x4.pmax(m0, m1));",
    to: "known = max;",
    dtypes: ["float32"],
  },
  "the mass of smoothing has lower precision": {
    file: "rows",
    from: "const off = load<f64>(constants, 8);",
    to: "const off = <f64>reinterpret<f32>(reinterpret<u32>(<f32>load<f64>(constants, 8)) & 0xffff0000);",
  },
  "the gradient of an ignored row is not cleared": {
    file: "rows",
    from: "        continue;\n      }\n      if (kept) memory.fill(isHalf ? half0 : out0, 0, isHalf ? halfStep : step);",
    to: "        continue;\n      }",
  },
  "an excluded class keeps its slope": {
    file: "rows",
    from: "if (excluded >= 0) store<T>(at<T>(out0, excluded), <T>(atExcluded + 0.0));",
    to: "",
  },
  "the weight of the target class is left out": {
    file: "rows",
    from: "on * <f64>load<T>(at<T>(q0, target))",
    to: "on",
  },
  "the series of exp is too short": {
    file: "exponential",
    from: "p = madd<T>(p, r, v128.load(c, 4 * 16));",
    to: "p = v128.load(c, 4 * 16);",
  },
  "exp does not go below exp(-20)": {
    file: "exponential",
    from: "return sizeof<T>() == 4 ? 131 : 1050;",
    to: "return 20;",
  },
  "float16 loses its sign": {
    file: "halves",
    from: "0x8fffe000, 0x8fffe000, 0x8fffe000, 0x8fffe000,",
    to: "0x0fffe000, 0x0fffe000, 0x0fffe000, 0x0fffe000,",
    dtypes: ["float16"],
  },
  "bfloat16 is rounded away from zero": {
    file: "halves",
    from: "v128.add<i32>(v128.add<i32>(bits, odd), constant(0)), 16)",
    to: "v128.add<i32>(bits, v128.shl<i32>(constant(9), 17)), 16)",
    dtypes: ["bfloat16"],
  },
  "a label that is absent costs what one that is present costs": {
    file: "labels",
    from: "v128.bitselect(v128.sub<f64>(constant(10), z), z, isPositive)",
    to: "z",
    dtypes: ["float32"],
  },
  "the sigmoid of a negative logit is that of its size": {
    file: "labels",
    from: "v128.bitselect(r, v128.mul<f64>(e, r), isPositive)",
    to: "r",
    dtypes: ["float32"],
  },
};

/** The same of the paths of float32 that need more rows than a vector mostly has: random calls find them. */
const MUTANTS_OF_SHAPES: { readonly [name: string]: Mutant } = {
  "the normaliser's logarithm is rounded away beside 1, of two rows at a time": {
    file: "pairs",
    from: "v128.bitselect(x, f64x2.sub(m, d(7)), i64x2.eq(e, i64x2.splat(0)))",
    to: "f64x2.sub(m, d(7))",
  },
  "the rest beside a large exponential is what a subtraction leaves": {
    file: "long",
    from: "if (others < most) {",
    to: "if (false) {",
  },
  "a maximum that is met twice counts once": {
    file: "lanes",
    from: "const again = f32x4.convert_i32x4_s(i32x4.sub(count, i32x4.splat(1)));",
    to: "const again = f32x4.splat(0);",
  },
  "a short row that is ignored keeps its gradient": {
    file: "lanes",
    from: "const cLow = v128.and(givenLow, keptLow);",
    to: "const cLow = givenLow;",
  },
  "the last of an odd number of classes has no mass": {
    file: "lanes",
    from: "        g0 = madd<f32>(w, d, g0);\n",
    to: "",
  },
  "a maximum beyond the reach of exp is not subtracted": {
    file: "lanes",
    from: "if (v128.any_true(isFar)) {",
    to: "if (false) {",
  },
  "a group of positions goes on into the next image": {
    file: "planes",
    from: "let count = positions - position;",
    to: "let count = to - row;",
  },
  "the last positions of an image have the targets of its first": {
    file: "planes",
    from: "memory.copy(few, t, <usize>rest << 2);",
    to: "memory.copy(few, targets, <usize>rest << 2);",
  },
};

const directory = mkdtempSync(join(tmpdir(), "smoothproof-mutants-"));
afterAll(() => rmSync(directory, { recursive: true }));

const vectors = [...openFixtures().vectors()];
const dtypes = new Map(vectors.map(({ id, dtype }) => [id, dtype as string]));

/** How many vectors of each dtype fail with some kernels; not more are judged than two of each of `wanted`. */
async function failures(
  build: "simd" | "scalar",
  source: string,
  wanted: readonly string[] = [],
): Promise<{ [dtype: string]: number }> {
  const backend = await backendOn(engine()!, fromHex(compiled(build, source)), build, 1);
  const failed: { [dtype: string]: number } = {};
  for await (const { verdict } of conformance(vectors, implementationOn(backend, "0"))) {
    const dtype = dtypes.get(verdict.id)!;
    if (verdict.status !== "pass") failed[dtype] = (failed[dtype] ?? 0) + 1;
    if (wanted.length > 0 && wanted.every((each) => failed[each]! >= 2)) break;
  }
  return failed;
}

/** Compilers and vectors are slow where others work as well. */
const TIMEOUT = 900_000;

describe("the builds", () => {
  it.each(BUILDS)("%s is what assembly/ compiles to", { timeout: TIMEOUT }, async (build) => {
    expect(Buffer.from(await bytesOf(build)).toString("hex") === compiled(build, SOURCE)).toBe(true);
  });
});

describe("wrong kernels are found by the vectors, by two of each dtype", () => {
  it("but not the right ones", { timeout: TIMEOUT }, async () => {
    expect(await failures("simd", SOURCE)).toEqual({});
  });

  it.each(Object.entries(MUTANTS))("%s", { timeout: TIMEOUT }, async (_, mutant) => {
    const { build = "simd", dtypes: shown = ["float32", "float64"] } = mutant;
    writeMutated(mutant);
    const failed = await failures(build, directory, shown);
    for (const dtype of shown) expect(failed[dtype] ?? 0, dtype).toBeGreaterThanOrEqual(2);
  });
});

describe("wrong paths of short and long rows are found by random calls", () => {
  const RANDOM = { calls: 2000, seed: 3, enough: 2 };

  it.each(Object.entries(MUTANTS_OF_SHAPES))("%s", { timeout: TIMEOUT }, async (_, mutant) => {
    writeMutated(mutant);
    const backend = await backendOn(engine()!, fromHex(compiled("simd", directory)), "simd", 1);
    expect(await differencesOf(backend, RANDOM)).toHaveLength(2);
  });
});

/** Writes the source of the kernels with one slip into the directory. */
function writeMutated({ file, from, to }: Mutant): void {
  cpSync(SOURCE, directory, { recursive: true });
  const text = readFileSync(join(SOURCE, `${file}.ts`), "utf8");
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(
    join(directory, `${file}.ts`),
    text.replace(from, () => to),
  );
}
