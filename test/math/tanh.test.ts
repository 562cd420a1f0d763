/** tanh in two parts against mpmath at 60 digits. */
import { describe, expect, it } from "vitest";
import { tanh, tanhSlope } from "../../src/math/tanh.ts";
import { agrees, type Fraction, sum } from "./exact.ts";

/** high, low, and to 40 digits tanh(high + low) and 1 / cosh^2(high + low), by mpmath 1.4.1. */
const ROWS: readonly (readonly [high: number, low: number, value: string, slope: string])[] = [
  [
    3.104408582051595e-10,
    1e-27,
    "0.0000000003104408582051594889654311450594998248221",
    "0.9999999999999999999036264735568440603954",
  ],
  [
    -0.003,
    2e-20,
    "-0.002999991000032399924421522114052469470866",
    "0.9999910000539997246010366684571479807158",
  ],
  [0.0039, 0.0, "0.003899980227120298012372042875671265099992", "0.9999847901542280707087317887912227910293"],
  [
    0.00390625,
    -1e-19,
    "0.003906230131906339981074237047797870372318",
    "0.9999847413661565869777521742388308172947",
  ],
  [0.1, 3e-18, "0.09966799462495582558447591624094399525962", "0.9900662908474397766601930318419323004567"],
  [-0.5, 1e-17, "-0.4621171572600097506378411539843978482464", "0.7864477329659274174183187481795093496417"],
  [
    0.3333333333333333,
    -5e-18,
    "0.3215127375316343236452787305191314878576",
    "0.896629559604914417760690182368044237444",
  ],
  [1.0, 0.0, "0.7615941559557648881194582826047935904128", "0.4199743416140260693944967390417014449172"],
  [
    2.75,
    1.1e-16,
    "0.9918597245682077471332423348855476984647",
    "0.01621428677947906518466088908837551358547",
  ],
  [
    -7.3,
    -2e-16,
    "-0.9999990872951429344697281319451615718495",
    "0.0000018254088811009044327260658435538560255",
  ],
  [
    17.123456,
    1e-15,
    "0.9999999999999973221571184667390030860238",
    "5.355685763066514822985454272290825220093e-15",
  ],
  [39.9, 0.0, "0.999999999999999999999999999999999955911", "8.817801852734427126342188362816784251513e-35"],
  [
    -40.5,
    0.0,
    "-0.9999999999999999999999999999999999867206",
    "2.655870879832293760280902108171316934299e-35",
  ],
  [60.25, 3e-15, "1.0", "1.860265457839551765456719150598547746455e-52"],
  [300.0, -2e-14, "1.0", "1.06015862120176673288031984872897132767e-260"],
];

function decimal(text: string): Fraction {
  const [digits, exponent = "0"] = text.split("e");
  const [whole, fraction = ""] = digits!.split(".");
  const power = Number(exponent) - fraction.length;
  const over = BigInt(whole! + fraction);
  return power < 0
    ? { over, under: 10n ** BigInt(-power) }
    : { over: over * 10n ** BigInt(power), under: 1n };
}

describe("tanh", () => {
  it("has 84 bits, near 0 and far from it, of both signs", () => {
    for (const [high, low, truth] of ROWS) {
      const got = tanh({ high, low });
      expect(agrees(sum(got.high, got.low), decimal(truth), 84), `tanh ${high}`).toBe(true);
      expect(got.high + got.low).toBe(got.high);
    }
  });

  it("keeps the sign of a zero and a NaN, and is 1 at infinity", () => {
    expect(Object.is(tanh({ high: -0, low: 0 }).high, -0)).toBe(true);
    expect(tanh({ high: Number.NaN, low: 0 }).high).toBeNaN();
    expect(tanh({ high: Number.NEGATIVE_INFINITY, low: 0 })).toEqual({ high: -1, low: 0 });
  });
});

describe("the slope of tanh", () => {
  it("is exact to 51 bits, also where 1 - tanh^2 is 0", () => {
    for (const [high, low, , truth] of ROWS)
      expect(agrees(sum(tanhSlope({ high, low })), decimal(truth), 51), `slope at ${high}`).toBe(true);
  });
});

describe("1 / cosh^2 far out", () => {
  it("is 4 exp(-2 |u|) on either side, as far as there are doubles", () => {
    for (const high of [300, -300])
      expect(tanhSlope({ high, low: 0 }) / (4 * Math.exp(-600))).toBeCloseTo(1, 13);
    for (const high of [400, -400, Infinity, -Infinity]) expect(tanhSlope({ high, low: 0 })).toBe(0);
  });
});
