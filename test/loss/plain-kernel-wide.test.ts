import { expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import { variantById } from "../../src/variants/index.ts";
import { errors, indices, scattered } from "./kernel-errors.ts";

it("the plain kernel is within 0.51 ULP over 262,144 classes", () => {
  const classes = 262_144;
  const data = scattered(3 * classes, 60);
  const lossCall = bind(variantById("torch")!, { labelSmoothing: 0.1 }).call({
    input: { data, shape: [3, classes] },
    target: indices(3, classes),
  });
  const { ulp, units } = errors(lossCall);
  expect(ulp).toBeLessThanOrEqual(0.51);
  expect(units).toBeLessThanOrEqual(0.51);
});
