/** Arrays that NumPy 2.4.6 wrote, and files that only look like such. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ArrayFileError, readArray, readArrays } from "../../src/cli/array-file.ts";
import { openZip } from "../../src/files/zip.ts";
import { NpyError, readNpy } from "../../src/formats/npy.ts";
import { npyBytes } from "./npy-bytes.ts";

const numpy = (name: string): string => fileURLToPath(new URL(`numpy/${name}`, import.meta.url));

/** np.savez(file, f8=…, …), as it was called. */
const ARRAYS: { readonly [name: string]: readonly [dtype: string, shape: number[], data: number[]] } = {
  f8: ["float64", [2, 3], [1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 3]],
  f8_big: ["float64", [2], [1.5, -2.25]],
  f8_fortran: ["float64", [2, 3], [1, 2, 3, 4, 5, 6]],
  f4: ["float32", [3], [Math.fround(0.1), 2, 3]],
  f2: ["float16", [3], [0.0999755859375, 65504, 2 ** -24]],
  i8: ["int64", [3], [2, -7, 2 ** 53 - 1]],
  i4: ["int64", [1], [-5]],
  i2: ["int64", [1], [-300]],
  i1: ["int64", [1], [-3]],
  u8: ["int64", [1], [7]],
  u1: ["int64", [1], [200]],
  b1: ["int64", [2], [1, 0]],
  scalar: ["float64", [], [0.25]],
  empty: ["float64", [0, 3], []],
};

describe("what NumPy wrote", () => {
  it.each(["stored.npz", "deflated.npz"])("%s", (name) => {
    const arrays = readArrays(numpy(name));
    expect(
      Object.fromEntries(
        Object.entries(arrays).map(([key, { dtype, shape, data }]) => [key, [dtype, shape, [...data]]]),
      ),
    ).toEqual(ARRAYS);
  });

  it("one array, by its place in an archive, by the field's name, or as the only one", () => {
    expect(readArray(numpy("f8.npy"), "logits").shape).toEqual([2, 3]);
    expect(readArray(numpy("batch.npz"), "logits").shape).toEqual([1, 5]);
    expect(readArray(`${numpy("batch.npz")}:loss`, "logits").shape).toEqual([]);
    expect(() => readArray(numpy("stored.npz"), "logits")).toThrow(
      /stored\.npz: expected the name of an array, one of f8, /,
    );
    expect(() => readArray(`${numpy("batch.npz")}:x`, "logits")).toThrow(
      /one of logits, target, loss, got "x"$/,
    );
  });

  it.each([
    ["records.npy", /expected elements of .*, got records$/],
    ["complex.npy", /expected elements of .*, got <c16$/],
    ["text.npy", /expected elements of .*, got <U2$/],
  ])("%s is refused", (name, says) => {
    expect(() => readArray(numpy(name), "logits")).toThrow(says);
    expect(() => readArray(numpy(name), "logits")).toThrow(ArrayFileError);
  });
});

describe("a large array", () => {
  it("of floats is not copied, wherever it lies", () => {
    const bytes = npyBytes(Float32Array.of(1, 2), [2]);
    expect(readNpy(bytes).data.buffer).toBe(bytes.buffer);
    const moved = Buffer.concat([Buffer.from([0]), bytes]).subarray(1);
    for (const each of [bytes, moved]) expect(readNpy(each).data).toEqual(Float32Array.of(1, 2));
  });

  it("that would take more than it is worth is refused before it is converted", () => {
    const elements = 80 * 2 ** 20;
    const head = npyBytes(new Float32Array(), [elements], { descr: "|i1" });
    const started = performance.now();
    expect(() => readNpy(Buffer.concat([head], head.length + elements))).toThrow(
      /^expected an array that takes at most 640 MiB in memory, got shape \[83886080\] of int8, which takes 720\. Give/,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("what only looks like it", () => {
  const whole = npyBytes(Float64Array.of(1, 2), [2]);

  it.each<[string, Buffer, RegExp]>([
    ["an empty file", Buffer.alloc(0), /got an empty file/],
    ["another file", Buffer.from("no array at all"), /does not begin like one/],
    ["an end in the header", whole.subarray(0, 40), /ends in its header/],
    [
      "a last element that is cut short",
      whole.subarray(0, -3),
      /expected 16 bytes for 2 elements of shape \[2\], got 13/,
    ],
    ["more than it says", npyBytes(Float64Array.of(1, 2), [1]), /expected 8 bytes .*, got 16/],
    ["a shape of 2^60", npyBytes(Float64Array.of(1), [2 ** 60]), /expected \d+ bytes/],
    ["a shape of many axes", npyBytes(Float64Array.of(1), new Array(70).fill(1)), /at most 64 axes, got 70/],
    [
      "no descr",
      Buffer.from(whole.toString("latin1").replace("'descr'", "'other'"), "latin1"),
      /without descr/,
    ],
    ["integers beyond a double", npyBytes(BigInt64Array.of(2n ** 60n), [1]), /that a double holds exactly/],
    [
      "a header of 60 KB",
      Buffer.concat([
        Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0xff, 0xff]),
        Buffer.alloc(65_535),
      ]),
      /header of at most 10000 bytes, got 65535/,
    ],
  ])("%s", (_, bytes, says) => {
    expect(() => readNpy(bytes)).toThrow(says);
    expect(() => readNpy(bytes)).toThrow(NpyError);
  });
});

describe("a zip archive that is broken", () => {
  const good = readFileSync(numpy("deflated.npz"));
  const directory = good.readUInt32LE(good.length - 22 + 16);
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes.writeUInt32LE(value, at);
    return bytes;
  };

  it("that is cut short anywhere", () => {
    for (let length = 0; length < good.length; length += 1)
      expect(() => openZip(good.subarray(0, length), 1e6)).toThrow(
        /not a complete zip archive|directory is broken/,
      );
  });

  it("that says it is smaller than it is: no more is unpacked", () => {
    const archive = openZip(changed(directory + 24, 10), 1e6);
    expect(() => archive.read("f8.npy")).toThrow(/f8\.npy cannot be unpacked to 10 bytes/);
  });

  it("that says it is larger than it is, or than is allowed", () => {
    expect(() => openZip(changed(directory + 24, 5_000), 1e6).read("f8.npy")).toThrow(
      /has 176 bytes, and 5000/,
    );
    expect(() => openZip(changed(directory + 24, 4e9), 1e6).read("f8.npy")).toThrow(
      /has more than 1000000 bytes/,
    );
  });

  it("whose directory leads nowhere", () => {
    expect(() => openZip(changed(directory + 42, 3e9), 1e6).read("f8.npy")).toThrow(
      /not where the directory says/,
    );
    expect(() => openZip(changed(good.length - 22 + 16, 3e9), 1e6)).toThrow(/directory is broken/);
    expect(() => openZip(changed(directory + 20, 3e9), 1e6).read("f8.npy")).toThrow(/is cut short/);
  });
});
