import { describe, expect, it } from "vitest";
import { ERROR_CODES, InvalidArgument, PHASES, REFUSAL_CODES, show } from "../../src/math/errors.ts";
import { checkObject, checkOptions, ownValue } from "../../src/math/given-options.ts";

it("the codes are those that docs/protocol.md promises", () => {
  const codes = [
    "shape-mismatch",
    "class-index-out-of-range",
    "target-dtype",
    "input-dtype",
    "weight-shape",
    "reduction-unknown",
    "label-smoothing-out-of-range",
    "ignore-index-with-distribution",
    "ignore-index-out-of-range",
    "num-classes-too-small",
    "unsupported-option",
    "variant-unknown",
    "invalid-request",
  ];
  expect(REFUSAL_CODES).toEqual(codes);
  expect(ERROR_CODES).toEqual(["exception", ...codes]);
  expect(PHASES).toEqual(["construct", "call", "backward"]);
});

describe("InvalidArgument", () => {
  it("names the argument, and keeps what it was made of", () => {
    const cause = new Error("why");
    const error = new InvalidArgument("weight-shape", "call", "weight", "expected [3], got [2]", { cause });
    expect(error).toMatchObject({
      name: "InvalidArgument",
      message: "weight: expected [3], got [2]",
      code: "weight-shape",
      phase: "call",
      argument: "weight",
      cause,
    });
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toBeInstanceOf(InvalidArgument);
  });

  it("knows those of another copy of the package, and nothing else", () => {
    const other = { [Symbol.for("smoothproof.InvalidArgument")]: true };
    expect(other instanceof InvalidArgument).toBe(true);
    for (const value of [{}, new RangeError("no"), null, undefined, "text", 5, () => 0])
      expect((value as unknown) instanceof InvalidArgument).toBe(false);
  });
});

describe("show", () => {
  class Named {}
  const anonymous = new (class {})();
  const long = new (Object.defineProperty(class {}, "name", { value: "x".repeat(61) }))();
  const nameless = Object.assign(Object.create({ constructor: { name: 5 } }), {});

  it.each<[unknown, string]>([
    ["text", '"text"'],
    ['a "quoted"\n', '"a \\"quoted\\"\\n"'],
    ["x".repeat(200), `"${"x".repeat(200)}"`],
    ["x".repeat(201), `"${"x".repeat(200)}"…`],
    [-0, "-0"],
    [0, "0"],
    [1.5, "1.5"],
    [Number.NaN, "NaN"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [5n, "5n"],
    [[1, 2], "an array of length 2"],
    [() => 0, "a function"],
    [Symbol("s"), "a symbol"],
    [{}, "an object"],
    [new Named(), "a Named"],
    [new Float32Array(2), "a Float32Array"],
    [anonymous, "an object"],
    [Object.create(null), "an object"],
    [nameless, "an object"],
    [long, `a ${"x".repeat(60)}`],
  ])("%#: %s", (value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe("options", () => {
  const thrown = (work: () => void): InvalidArgument => {
    try {
      work();
    } catch (error) {
      return error as InvalidArgument;
    }
    throw new Error("expected a refusal");
  };

  it("are read from the object itself", () => {
    expect(ownValue({ a: 1 }, "a")).toBe(1);
    expect(ownValue(Object.create({ a: 1 }), "a")).toBeUndefined();
    expect(ownValue({}, "toString")).toBeUndefined();
    expect(ownValue(undefined, "a")).toBeUndefined();
  });

  it("may be absent, an object literal, a module's exports, or an object of another realm", async () => {
    const { runInNewContext } = await import("node:vm");
    for (const value of [undefined, {}, { a: 1 }, Object.create(null), runInNewContext("({ a: 1 })")])
      expect(() => checkOptions(value, ["a"], "torch")).not.toThrow();
  });

  it.each([[null], [5], ["a"], [[]], [new Map()], [new (class Options {})()]])(
    "are refused where they are no plain object: %s",
    (value) => {
      const error = thrown(() => checkObject(value, "options", ["a", "b"]));
      expect(error.message).toMatch(/^options: expected an object with a, b, got /);
      expect([error.code, error.phase]).toEqual(["invalid-request", "construct"]);
    },
  );

  it("are refused in the phase that is told, and where none are taken", () => {
    const error = thrown(() => checkObject(5, "inputs", [], "call"));
    expect(error.message).toBe("inputs: expected an empty object, got 5");
    expect(error.phase).toBe("call");
  });

  it("are refused where nobody knows them", () => {
    const error = thrown(() => checkOptions({ a: 1, smoothing: 0.1 }, ["a", "b"], "torch"));
    expect(error.message).toBe("smoothing: expected one of a, b for torch");
    expect([error.code, error.phase, error.argument]).toEqual([
      "unsupported-option",
      "construct",
      "smoothing",
    ]);
    expect(thrown(() => checkOptions(5, ["a"], "torch")).argument).toBe("options");
    expect(thrown(() => checkOptions(5, ["a"], "torch", "settings")).argument).toBe("settings");
  });
});
