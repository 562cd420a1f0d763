/** Valid inputs, with parts replaced by values that nobody would write. */
import fc from "fast-check";

const HOSTILE = [
  ...[null, true, -1, 0, 1e308, -0, 2 ** 53, 2 ** 31, 1e9, 0.5],
  ...[
    "",
    "NaN",
    "Infinity",
    "__proto__",
    "constructor",
    "toString",
    "\u0000",
    "\u202e\n\u001b[2J",
    "9".repeat(400),
  ],
  ...[[], {}, [[]], [{}], [-1], [1e9, 0], [0, 1e9], new Array(70).fill(1), { __proto__: null }],
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

interface Change {
  /** Which child is taken at each level, until there is none. */
  readonly path: readonly number[];
  readonly how: "replace" | "remove" | "rename" | "repeat";
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 7 }),
  how: fc.constantFrom("replace", "replace", "remove", "rename", "repeat"),
  value: hostile,
});

/** JSON values like the examples, with up to four changes anywhere in them. */
export function mutatedJson(examples: readonly unknown[]): fc.Arbitrary<unknown> {
  const whole = fc
    .tuple(fc.constantFrom(...examples), fc.array(change, { maxLength: 4 }))
    .map(([example, changes]) => {
      let value = structuredClone(example);
      for (const each of changes) value = changed(value, each);
      return value;
    });
  return fc.oneof({ weight: 20, arbitrary: whole }, { weight: 1, arbitrary: hostile });
}

function changed(value: unknown, { path: [step, ...rest], how, value: to }: Change): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return to;
  const names = Object.keys(value);
  const name = names[step % Math.max(1, names.length)];
  if (name === undefined) return to;
  const entries = Object.entries(value).flatMap(([each, inner]): [string, unknown][] => {
    if (each !== name) return [[each, inner]];
    if (rest.length > 0) return [[each, changed(inner, { path: rest, how, value: to })]];
    if (how === "remove") return [];
    if (how === "rename") return [[typeof to === "string" ? to : "renamed", inner]];
    if (how === "repeat")
      return [
        [each, inner],
        [each, inner],
      ];
    return [[each, to]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** The text of `mutatedJson`, sometimes cut off or damaged as text. */
export function mutatedText(examples: readonly unknown[]): fc.Arbitrary<string> {
  const text = mutatedJson(examples).map((value) => JSON.stringify(value) ?? "undefined");
  const spoilt = fc
    .tuple(text, fc.nat(), fc.string({ unit: "binary", maxLength: 5 }), fc.boolean())
    .map(([whole, at, between, isCut]) => {
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + (isCut ? "" : between + whole.slice(place));
    });
  return fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: spoilt });
}

/** Bytes like the examples, with some flipped, overwritten, removed, inserted or cut off. */
export function mutatedBytes(examples: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.nat(),
    how: fc.constantFrom("flip", "word", "remove", "insert", "cut"),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  });
  return fc.tuple(fc.constantFrom(...examples), fc.array(edit, { maxLength: 6 })).map(([example, edits]) => {
    let bytes = Buffer.from(example);
    for (const { at, how, bytes: other } of edits) {
      const place = at % (bytes.length + 1);
      const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
      if (how === "cut") bytes = Buffer.from(before);
      else if (how === "insert") bytes = Buffer.concat([before, other, after]);
      else if (how === "remove") bytes = Buffer.concat([before, after.subarray(other.length)]);
      else if (how === "word") bytes = Buffer.concat([before, other, after.subarray(other.length)]);
      else if (place < bytes.length) bytes[place]! ^= other[0]! || 1;
    }
    return bytes;
  });
}
