/** Focal losses where the smoothed label is next to 1/2 or to 1, against 50 digits from python-ref's definition. */
import { expect, it } from "vitest";
import { kerasBinaryFocal } from "../../src/variants/keras-binary-focal.ts";

// probability, label, smoothing; truth of loss and gradient by smoothproof_ref.live.truth
it.each([
  [1, 0.625, 0.9999999919183984, "2.014761956723707468956", "-1.62825035064117769404e-8"],
  [1 - 2 ** -20, 1, 1e-10, "8.680835830533921833728e-19", "-2.729951030786887848819e-12"],
  [0.9999, 1, 1e-9, "1.000106053520433442903e-12", "-3.000307114506174181521e-8"],
])("p %d, y %d, labelSmoothing %d", (p, y, labelSmoothing, loss, gradient) => {
  const criterion = kerasBinaryFocal({ labelSmoothing, reduction: "sum" });
  const got = criterion.lossAndGradient([[p]], [[y]]);
  expect(Math.abs(got.loss.data[0]! / Number(loss) - 1)).toBeLessThan(4 * 2 ** -52);
  expect(Math.abs(got.gradient.data[0]! / Number(gradient) - 1)).toBeLessThan(8 * 2 ** -52);
});
