import { expect, it } from "vitest";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { withoutOptions } from "../../src/conformance/without-options.ts";
import type { Call } from "../../src/fixtures/vector.ts";

const implementation: Implementation = {
  name: "mine",
  version: "1",
  language: "Python",
  variants: ["torch"],
  gradient: true,
  judged: "default",
  answer: () => ({ kind: "result" }),
};

const calling = (options: { [name: string]: unknown }): Call => ({ options }) as unknown as Call;

it("an implementation without unused options stays itself", () => {
  expect(withoutOptions(implementation, [])).toBe(implementation);
});

it("calls with another value of an unused option are skipped, by its first such option, and all others are asked", async () => {
  const limited = withoutOptions(implementation, [
    { option: "reduction", always: "mean" },
    { option: "axis", always: "last" },
  ]);
  expect(limited).toMatchObject({ name: "mine", variants: ["torch"], judged: "default", gradient: true });
  const answers = [
    {},
    { reduction: "mean" },
    { reduction: "mean", axis: "last", labelSmoothing: 0.1 },
    { reduction: "sum" },
    { reduction: "mean", axis: "first" },
    { reduction: "none", axis: "first" },
  ].map((options) => limited.answer(calling(options)));
  expect(await Promise.all(answers)).toEqual([
    { kind: "result" },
    { kind: "result" },
    { kind: "result" },
    { kind: "skipped", reason: "reduction is always mean for mine" },
    { kind: "skipped", reason: "axis is always last for mine" },
    { kind: "skipped", reason: "reduction is always mean for mine" },
  ]);
});
