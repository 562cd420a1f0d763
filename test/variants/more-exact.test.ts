/** What records say of being more exact than their source, against what the vectors observed of the source. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { torch } from "../../src/index.ts";
import { VARIANTS } from "../../src/variants/index.ts";

interface Observed {
  readonly provenance: { readonly references: readonly { readonly name: string }[] };
  readonly vectors: readonly {
    readonly dtype: string;
    readonly flags: readonly string[];
    readonly expect: { readonly loss?: { readonly observedDtype?: string } };
  }[];
}

const observedOf = (id: string): Observed =>
  JSON.parse(readFileSync(new URL(`../../fixtures/vectors/${id}.json`, import.meta.url), "utf8")) as Observed;

it.each(VARIANTS)(
  "$id: says where it is more exact than its source, and only there",
  ({ id, moreExact = [] }) => {
    const { provenance, vectors } = observedOf(id);
    // No value of the source was seen in float64, be it that it gave float32 or was not asked.
    const isNarrow = vectors.every(
      ({ dtype, expect: { loss } }) =>
        dtype !== "float64" || loss === undefined || loss.observedDtype === "float32",
    );
    if (moreExact.includes("float64")) expect(isNarrow).toBe(true);
    const isTensorFlow = provenance.references.some(({ name }) => name === "tensorflow-cpu");
    expect(moreExact.includes("subnormals")).toBe(isTensorFlow);
    const overflows = vectors.some(({ flags }) => flags.includes("Overflows"));
    expect(moreExact.includes("float16-sum")).toBe(overflows);
  },
);

it("a float16 row whose sum over 50,000 classes overflows in torch has the loss that it has", () => {
  const classes = 50_000;
  const logits = { dtype: "float16", shape: [1, classes], data: Array<number>(classes).fill(1) };
  const target = { dtype: "int64", shape: [1], data: [0] };
  const [loss] = torch({ labelSmoothing: 0.1 }).loss(logits, target).data;
  expect(loss).toBeCloseTo(Math.log(classes), 2);
});
