import { describe, expect, it } from "vitest";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { conformance } from "../../src/conformance/run.ts";
import { settle } from "../../src/diagnose/looks-like.ts";
import type { RawVector } from "../../src/fixtures/format.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Axes, TargetRule } from "../../src/loss/axes.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import { sizeOf } from "../../src/math/tensor.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { CORE_VARIANTS } from "../../src/variants/index.ts";

const RULES: readonly TargetRule[] = ["uniform", "off-target", "off-target-and-excluded", "half"];
const fixtures = openFixtures();

/** Elements of the largest logits that are judged: long batches show nothing here that short ones do not. */
const LARGEST = 10_000;
const isShort = ({ inputs }: RawVector): boolean =>
  Object.values(inputs).every((input) => sizeOf(input?.shape ?? []) <= LARGEST);

/** The evaluator with some axes of every record replaced; calls that are refused are left out. */
function withAxes(axes: Partial<Axes>): Implementation {
  return {
    name: "a wrong record",
    version: "0",
    language: "TypeScript",
    variants: CORE_VARIANTS.map(({ id }) => id),
    gradient: true,
    judged: "default",
    answer(vector) {
      const lossCall = lossCallOf(vector);
      if (lossCall === undefined) return { kind: "skipped", reason: "refused" };
      return { kind: "result", ...evaluate({ ...lossCall, axes: { ...lossCall.axes, ...axes } }) };
    },
  };
}

describe.each(CORE_VARIANTS.map(({ id, axes }) => ({ id, rule: axes.targetRule })))("$id", ({ id, rule }) => {
  it.each(RULES.filter((other) => other !== rule))(
    `with the target rule %s in place of ${rule} fails on many vectors, by a stranger's tolerances`,
    async (targetRule) => {
      const judgements = [];
      for await (const judgement of conformance(
        fixtures.vectors((vector) => vector.variant === id && isShort(vector)),
        withAxes({ targetRule }),
      )) {
        judgements.push(judgement);
      }
      const failed = settle(judgements).filter(({ status }) => status === "fail");
      expect(failed.length).toBeGreaterThan(20);
      expect(failed.some(({ looksLike }) => looksLike?.mutant === `target-${targetRule}`)).toBe(true);
    },
  );
});
