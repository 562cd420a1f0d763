import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hear, isPlainResult } from "../../src/adapters/hearing.ts";
import { responseSchema } from "../../src/protocol/messages.ts";

const RESULT = { type: "result", id: "1", loss: { dtype: "float32", shape: [], data: [1.5] } };

/** Tensors and results, and things that are nearly that. */
const tensor = fc.record(
  {
    dtype: fc.constantFrom("float32", "float64", "int64", "complex64", 7),
    shape: fc.array(fc.oneof(fc.nat(9), fc.constantFrom(-1, 1.5, "2", null)), { maxLength: 3 }),
    data: fc.array(fc.oneof(fc.double(), fc.constantFrom("NaN", "-0", "one", null)), { maxLength: 3 }),
    hex: fc.constant("3f800000"),
  },
  { requiredKeys: [] },
);
const message = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom("result", "echo", "done"),
      id: fc.constantFrom("1", 1, null),
      loss: fc.oneof(tensor, fc.constant(null)),
      gradient: tensor,
      extra: fc.constant(1),
    },
    { requiredKeys: ["type"] },
  ),
  fc.anything(),
);

describe("a line of an adapter", () => {
  it("is read as what it says", () => {
    expect(hear(JSON.stringify(RESULT))).toEqual(RESULT);
    expect(hear('{"type":"skipped","id":"2","reason":"no"}')).toMatchObject({
      type: "skipped",
      reason: "no",
    });
  });

  it("is nonsense with the id it was meant for, where one can be made out", () => {
    expect(hear('{"type":"result","id":"7","loss":{"data":[NaN]}}')).toMatchObject({
      nonsense: { detail: expect.stringContaining('(NaN must be a string, such as "NaN")') },
      id: "7",
    });
    expect(hear('{"type":"result","id":"7","loss":3}')).toEqual({
      nonsense: {
        how: "broke the protocol",
        detail: ": loss: expected an object, got 3",
        hindrance: "no-protocol",
      },
      id: "7",
    });
    expect(hear("Epoch 1/10")).toMatchObject({
      nonsense: { detail: expect.stringContaining('"Epoch 1/10"') },
      id: undefined,
    });
    expect(hear("x".repeat(1e6))).toMatchObject({
      nonsense: { detail: expect.stringMatching(/^.{0,150}$/) },
    });
  });

  it("is taken for a plain result only if the schema takes it, too", () => {
    fc.assert(
      fc.property(message, (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value) ?? "null");
        if (isPlainResult(json)) expect(responseSchema.safeParse(json).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(isPlainResult(RESULT)).toBe(true);
  });
});
