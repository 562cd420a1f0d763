import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unitOf } from "../../src/compare/metrics.ts";
import { toTruth } from "../../src/compare/truth.ts";
import { nextDown, nextUp, orderedInteger, spacing, ulpDistance } from "../../src/compare/ulp.ts";
import { FLOAT_FORMATS, type FloatType, roundToFloat } from "../../src/formats/bits.ts";

const TYPES = Object.keys(FLOAT_FORMATS) as FloatType[];
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("spacing", () => {
  it("is an exact power of two at every exponent of a double", () => {
    let value = 2 ** 1023;
    let step = 2 ** 971;
    for (let exponent = 1023; exponent >= -1074; exponent--) {
      expect(spacing(value, "float64")).toBe(Math.max(step, Number.MIN_VALUE));
      value /= 2;
      step /= 2;
    }
  });

  it("is the smallest subnormal up to the smallest normal, and at zero", () => {
    for (const type of TYPES) {
      const { smallestSubnormal, minExponent, epsilon } = FLOAT_FORMATS[type];
      for (const value of [0, smallestSubnormal, 2 ** minExponent])
        expect(spacing(value, type)).toBe(smallestSubnormal);
      expect(spacing(-1, type)).toBe(epsilon);
    }
  });
});

describe.each(TYPES)("ulpDistance of %s", (type) => {
  it("is symmetric, and zero only for equal numbers", () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const distance = ulpDistance(a, b, type);
        expect(ulpDistance(b, a, type)).toBe(distance);
        expect(distance === 0).toBe(roundToFloat(a, type) === roundToFloat(b, type));
      }),
    );
  });

  it("adds up along the line", () => {
    fc.assert(
      fc.property(finite, finite, finite, (...values) => {
        const [a, b, c] = values.sort((x, y) => x - y).map((value) => orderedInteger(value, type)) as [
          bigint,
          bigint,
          bigint,
        ];
        expect(a <= b && b <= c).toBe(true);
        expect(c - b + (b - a)).toBe(c - a);
      }),
    );
  });

  it("is one to either neighbour", () => {
    fc.assert(
      fc.property(finite, (x) => {
        const value = roundToFloat(x, type);
        fc.pre(Number.isFinite(value));
        const up = nextUp(value, type);
        expect(orderedInteger(up, type) - orderedInteger(value, type)).toBe(1n);
        if (Number.isFinite(up)) expect(ulpDistance(value, up, type)).toBe(1);
        expect(nextDown(up, type) === value).toBe(true);
        expect(roundToFloat(up, type)).toBe(up);
      }),
    );
  });

  it("is right across zero", () => {
    const { smallestSubnormal } = FLOAT_FORMATS[type];
    expect(ulpDistance(-smallestSubnormal, smallestSubnormal, type)).toBe(2);
    expect(ulpDistance(-0, 0, type)).toBe(0);
    expect(nextUp(-smallestSubnormal, type)).toBe(-0);
    expect(nextUp(-0, type)).toBe(smallestSubnormal);
    expect(nextUp(0, type)).toBe(smallestSubnormal);
  });

  it("never crosses a class", () => {
    const { maxFinite } = FLOAT_FORMATS[type];
    expect(ulpDistance(Number.NaN, Number.NaN, type)).toBe(0);
    expect(ulpDistance(Infinity, Infinity, type)).toBe(0);
    for (const value of [Infinity, -Infinity, 0, 1, maxFinite]) {
      expect(ulpDistance(Number.NaN, value, type)).toBe(Infinity);
      expect(ulpDistance(-Infinity, value === -Infinity ? Infinity : value, type)).toBe(Infinity);
    }
    expect(ulpDistance(maxFinite, Infinity, type)).toBe(Infinity);
    expect(nextUp(maxFinite, type)).toBe(Infinity);
    expect(nextUp(-Infinity, type)).toBe(-maxFinite);
    expect([nextUp(Infinity, type), nextDown(-Infinity, type)]).toEqual([Infinity, -Infinity]);
    expect([nextUp(Number.NaN, type), nextDown(Number.NaN, type)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("orderedInteger", () => {
  it("counts all float16 numbers in order", () => {
    let value = -Infinity;
    let place = orderedInteger(value, "float16");
    expect(place).toBe(-0x7c00n);
    // Counted, so that a step that does not move ends the test.
    for (let left = 2 * 0x7c00; left > 0; left -= 1) {
      value = nextUp(value, "float16");
      place += 1n;
      if (orderedInteger(value, "float16") !== place) expect.fail(`${value} is not number ${place}`);
    }
    expect(value).toBe(Infinity);
    expect(place).toBe(0x7c00n);
  });

  it("has no place for NaN", () => {
    expect(() => orderedInteger(Number.NaN, "float32")).toThrow(/^value: expected/);
  });

  it("counts float32 as its bits do", () => {
    expect(ulpDistance(1, 2, "float32")).toBe(2 ** 23);
    expect(ulpDistance(1, -1, "float32")).toBe(2 * 0x3f800000);
    expect(ulpDistance(-1 / 60, -0.025, "float32")).toBe(0xbccccccd - 0xbc888889);
  });
});

describe("a type of no format", () => {
  it.each(["int64", "f32"])("%s is refused by all, also between equal numbers", (name) => {
    const type = name as FloatType;
    const works = [
      () => ulpDistance(1, 1e10, type),
      () => ulpDistance(1, 1, type),
      () => orderedInteger(1, type),
      () => spacing(1, type),
      () => nextUp(Number.NaN, type),
      () => nextDown(1, type),
      () => toTruth(["1"], type),
      () => unitOf("gradient", type, 1, 1),
    ];
    for (const work of works) {
      expect(work).toThrow(RangeError);
      expect(work).toThrow(`type: expected one of float64, float32, float16, bfloat16, got "${name}"`);
    }
  });
});
