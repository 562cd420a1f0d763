/** What must hold of an implementation's own answers, without anybody to compare them with. */
import { describe, expect, it } from "vitest";
import { jsImplementation } from "../../src/backends/js.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { checkProperties } from "../../src/fuzz/properties.ts";
import { type Campaign, runCampaign } from "../../src/fuzz/run.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../src/loss/loss-call.ts";
import { sizeOf } from "../../src/math/tensor.ts";
import { mapped } from "../../src/mutants/mutant.ts";
import { WRONG_KERNELS } from "../../src/mutants/wrong-kernels.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const js = jsImplementation("test");

function answering(answer: (lossCall: LossCall) => LossAndGradient | undefined): Implementation {
  return {
    ...js,
    judged: "default",
    answer(call) {
      const lossCall = lossCallOf(call);
      const given = lossCall === undefined ? undefined : answer(lossCall);
      return given === undefined ? js.answer(call) : { kind: "result", ...given };
    },
  };
}

function campaign(subject: Implementation, ids: readonly string[] = []): Campaign {
  const records = VARIANTS.filter(({ id }) => ids.length === 0 || ids.includes(id));
  return { subject, oracle: js, check: checkProperties, records, runs: 400, seed: 5 };
}

it("hold of every variant of ours", async () => {
  const { compared, differences, notCompared } = await runCampaign(campaign(js));
  expect(differences).toEqual([]);
  // Some draws ask for what a source refuses, or divide by no kept row.
  expect([...notCompared.keys()].sort()).toEqual(["the answer is not finite", "the call is refused"]);
  expect(compared).toBeGreaterThan(350);
});

it("hold of odd calls too, and of class weights where the batch has as many rows as classes", async () => {
  const odd = await runCampaign({ ...campaign(js), tiers: ["core", "edge"], runs: 600, seed: 20261126 });
  expect(odd.differences).toEqual([]);
  expect(odd.compared).toBeGreaterThan(350);
  const weighted = await runCampaign({ ...campaign(js, ["mmpretrain-multi-label"]), runs: 600, seed: 1 });
  expect(weighted.differences).toEqual([]);
  expect(weighted.compared).toBeGreaterThan(550);
});

let kept: number | undefined;

describe("are broken by", () => {
  it.each<[string, RegExp, (lossCall: LossCall) => LossAndGradient | undefined]>([
    [
      "a normaliser that a common offset swallows",
      /^a common offset/,
      WRONG_KERNELS.find(({ id }) => id === "normaliser-added-to-maximum")!.answer,
    ],
    [
      "a tail that is left out",
      /^permuting the classes/,
      WRONG_KERNELS.find(({ id }) => id === "tail-left-out")!.answer,
    ],
    [
      "a running maximum that is not rescaled",
      /^permuting the classes|^the gradient is the slope/,
      WRONG_KERNELS.find(({ id }) => id === "maximum-not-rescaled")!.answer,
    ],
    [
      "a gradient that is half the slope",
      /^the gradient is the slope/,
      (e) => {
        const { loss, gradient } = evaluate(e);
        return { loss, gradient: mapped(gradient, (value) => value / 2) };
      },
    ],
    [
      "an incoming gradient that is not used",
      /^twice the incoming gradient/,
      (e) => ({ ...evaluate({ ...e, upstream: undefined }), loss: evaluate(e).loss }),
    ],
    [
      "ignored rows that count",
      /^an ignored row may hold/,
      (e) => evaluate({ ...e, ignoreIndex: undefined }),
    ],
    [
      "a loss that depends on which row comes first",
      /^permuting the classes|^permuting the rows|^the parts of a batch/,
      (e) => {
        const { loss, gradient } = evaluate(e);
        return { loss: mapped(loss, (value) => value + (e.target.data[0] === 0 ? 1 : 0)), gradient };
      },
    ],
    [
      "a smoothing kept from the call before",
      /^the same call gives the same answer|^permuting|^a common/,
      (e) => {
        const labelSmoothing = kept ?? e.labelSmoothing;
        kept = e.labelSmoothing;
        return evaluate({ ...e, labelSmoothing });
      },
    ],
  ])("%s", async (_, says, answer) => {
    const {
      differences: [difference],
    } = await runCampaign(campaign(answering(answer), ["torch"]));
    expect(difference?.message).toMatch(says);
    const [input] = Object.values(difference!.call.inputs);
    expect(sizeOf(input!.shape)).toBeLessThanOrEqual(24);
  });
});
