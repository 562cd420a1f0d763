/**
 * Tensors and gradients anywhere in one memory, with options at the ends of their types: a call is refused, or its numbers
 * are those of the exact kernel on tensors that lie apart. `RUNS=1000000` makes more calls than the suite.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { InvalidArgument, type LossBackend, torch } from "../../src/index.ts";
import { EXACT, JS } from "../../src/loss/backend.ts";
import { type WasmBackend, wasm } from "../../src/wasm/index.ts";

const RUNS = Number(process.env.RUNS ?? 3000);

/** Bytes that the tensors of a call are placed in. */
const ARENA = 8192;

const CONSTRUCTORS = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
};
const INDICES = { int32: Int32Array, int64: BigInt64Array, uint8: Uint8Array, float: undefined };
type View = Float64Array | Float32Array | Uint16Array | Int32Array | Uint8Array | BigInt64Array;

const BEYOND = [
  2 ** 31,
  2 ** 31 - 1,
  2 ** 32,
  2 ** 32 + 1,
  -(2 ** 31) - 1,
  1 - 2 ** 32,
  2 ** 53 - 1,
  -100,
  -1,
  0,
  1,
];

const draws = fc.record({
  backend: fc.integer({ min: 0, max: 3 }),
  dtype: fc.constantFrom("float64", "float32", "float16", "bfloat16"),
  rows: fc.integer({ min: 1, max: 4 }),
  classes: fc.integer({ min: 1, max: 40 }),
  indices: fc.constantFrom("int32", "int64", "uint8", "float"),
  labels: fc.array(fc.integer({ min: 0, max: 39 }), { minLength: 4, maxLength: 4 }),
  values: fc.array(fc.integer({ min: -80, max: 80 }), { minLength: 37, maxLength: 37 }),
  smoothing: fc.constantFrom(0, 0.1, 1),
  ignoreIndex: fc.constantFrom(undefined, ...BEYOND),
  reduction: fc.constantFrom("mean", "sum", "none"),
  weighted: fc.boolean(),
  upstream: fc.boolean(),
  /** Where the gradient lies: over which tensor, and how many bytes after its start; or nowhere. */
  over: fc.constantFrom("input", "target", "weight", "upstream", "free", "none"),
  shift: fc.constantFrom(0, 0, 0, 2, 4, 8, 16, 64, -8, -64),
});

interface Answer {
  readonly loss: readonly number[];
  readonly gradient: readonly number[];
}

let held: readonly { readonly backend: LossBackend; readonly memory: WasmBackend | undefined }[];

async function backends(): Promise<typeof held> {
  const one = await wasm();
  const two = await wasm({ threads: 2 });
  return [
    { backend: EXACT, memory: undefined },
    { backend: JS, memory: undefined },
    { backend: one, memory: one },
    { backend: two, memory: two },
  ];
}

it("gives a refusal, or the numbers of tensors that lie apart", { timeout: 24 * 3_600_000 }, async () => {
  held = await backends();
  const count = { refused: 0, answered: 0, overItself: 0 };
  fc.assert(
    fc.property(draws, (draw) => tried(draw, count)),
    { numRuns: RUNS, seed: Number(process.env.SEED ?? 7) },
  );
  if (process.env.RUNS !== undefined) process.stderr.write(`${JSON.stringify(count)}\n`);
  expect(count.refused).toBeGreaterThan(RUNS / 20);
  expect(count.answered).toBeGreaterThan(RUNS / 5);
  expect(count.overItself).toBeGreaterThan(RUNS / 50);
  await (held[3]!.memory as WasmBackend).close();
});

function tried(
  draw: typeof draws extends fc.Arbitrary<infer Draw> ? Draw : never,
  count: { refused: number; answered: number; overItself: number },
): void {
  const { dtype, rows, classes, smoothing, reduction, ignoreIndex } = draw;
  const { backend, memory } = held[draw.backend]!;
  const arena = memory?.tensor("float64", [ARENA / 8]);
  const buffer = arena === undefined ? new ArrayBuffer(ARENA) : arena.data.buffer;
  let end = arena?.data.byteOffset ?? 0;
  try {
    const place = <Made extends View>(
      make: { new (b: ArrayBufferLike, at: number, n: number): Made; BYTES_PER_ELEMENT: number },
      length: number,
    ): Made => {
      const view = new make(buffer, end, length);
      end += Math.ceil((length * make.BYTES_PER_ELEMENT) / 64) * 64;
      return view;
    };
    const isHalf = dtype === "float16" || dtype === "bfloat16";
    const floats = (length: number, of: (i: number) => number): View => {
      const view = place(CONSTRUCTORS[dtype] as typeof Float64Array, length) as View;
      // Bit patterns of ordinary numbers, of either sign.
      for (let i = 0; i < length; i += 1)
        view[i] = isHalf ? (of(i) < 0 ? 0x8000 : 0) | (0x3c00 + Math.abs(of(i) % 64) * 8) : of(i) / 8;
      return view;
    };
    const value = (i: number): number => draw.values[i % draw.values.length]!;
    const input = floats(rows * classes, value);
    const label = (i: number): number =>
      i === 0 && (ignoreIndex ?? -1) >= 0 && ignoreIndex! < 2 ** 31
        ? ignoreIndex!
        : draw.labels[i]! % classes;
    const integers = INDICES[draw.indices];
    const target =
      integers === undefined
        ? floats(rows * classes, (i) => Math.abs(value(i + 5)))
        : (place(integers as unknown as typeof Int32Array, rows) as View);
    if (integers !== undefined)
      for (let i = 0; i < rows; i += 1)
        (target as Int32Array)[i] = (draw.indices === "int64" ? BigInt(label(i)) : label(i)) as number;
    const weight = draw.weighted ? floats(classes, (i) => 1 + Math.abs(value(i + 3))) : undefined;
    const upstream = draw.upstream
      ? floats(reduction === "none" ? rows : 1, (i) => 1 + Math.abs(value(i + 9)))
      : undefined;
    const places = { input, target, weight, upstream };
    const over = draw.over === "free" || draw.over === "none" ? undefined : places[draw.over];
    const make = CONSTRUCTORS[dtype] as typeof Float64Array;
    const start = Math.max(arena?.data.byteOffset ?? 0, (over?.byteOffset ?? end) + draw.shift);
    const at = start - (start % make.BYTES_PER_ELEMENT);
    const gradient = draw.over === "none" ? undefined : new make(buffer, at, rows * classes);
    const parts = (view: View | undefined, shape: readonly number[], kind: string = dtype) =>
      view === undefined
        ? undefined
        : isHalf && view instanceof Uint16Array && kind === dtype
          ? { bits: view, shape, dtype }
          : { data: view as Float64Array, shape };
    const asked = (of: LossBackend, copies: boolean): Answer | string => {
      const own = (view: View | undefined): View | undefined =>
        (copies ? view?.slice() : view) as View | undefined;
      try {
        const criterion = torch(
          { labelSmoothing: smoothing, reduction, ...(ignoreIndex === undefined ? {} : { ignoreIndex }) },
          { backend: of },
        );
        const got = criterion.lossAndGradient(
          parts(own(input), [rows, classes])!,
          parts(
            own(target),
            integers === undefined ? [rows, classes] : [rows],
            integers === undefined ? dtype : "labels",
          )!,
          {
            ...(weight && { weight: parts(own(weight), [classes])! }),
            ...(upstream && { upstream: parts(own(upstream), reduction === "none" ? [rows] : [])! }),
            ...(gradient &&
              !copies && {
                gradient: isHalf ? { bits: gradient as unknown as Uint16Array } : { data: gradient },
              }),
          },
        );
        return { loss: [...got.loss.data], gradient: [...got.gradient.data] };
      } catch (error) {
        if (!(error instanceof InvalidArgument)) throw error;
        return error.message;
      }
    };
    const exact = asked(EXACT, true);
    const apart = backend === EXACT ? exact : asked(backend, true);
    const before = [target, weight, upstream].map((view) => view?.slice());
    const got = asked(backend, false);
    expect([target, weight, upstream]).toEqual(before);
    const overlaps = Object.entries(places).filter(
      ([, view]) =>
        gradient !== undefined &&
        view !== undefined &&
        view.byteOffset < gradient.byteOffset + gradient.byteLength &&
        gradient.byteOffset < view.byteOffset + view.byteLength,
    );
    const isOver = (name: string, view: View | undefined): boolean =>
      name === "input" && view?.byteOffset === gradient?.byteOffset;
    const mayNot = overlaps.some(([name, view]) => !isOver(name, view));
    if (typeof got === "string") {
      count.refused += 1;
      if (!mayNot) expect(got).toBe(exact);
      return;
    }
    expect(mayNot).toBe(false);
    count.answered += 1;
    if (overlaps.length > 0) count.overItself += 1;
    // Rows that WebAssembly may not overwrite are left to the exact kernel.
    if (memory === undefined || overlaps.length === 0) expect(got).toEqual(apart);
    const { loss, gradient: slopes } = exact as Answer;
    near(got.loss, loss);
    near(got.gradient, slopes);
  } finally {
    arena?.release();
  }
}

/** The kernels are not equally exact; what is cut off or overwritten is wrong by far more than this. */
function near(got: readonly number[], exact: readonly number[]): void {
  expect(got).toHaveLength(exact.length);
  const scale = Math.max(...exact.map((each) => (Number.isFinite(each) ? Math.abs(each) : 0)), 1);
  got.forEach((each, i) => {
    const other = exact[i]!;
    if (Object.is(each, other) || each === other) return;
    expect(Math.abs(each - other)).toBeLessThanOrEqual(2 ** -7 * Math.abs(other) + 2 ** -14 * scale);
  });
}
