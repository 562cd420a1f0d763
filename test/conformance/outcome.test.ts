import { describe, expect, it } from "vitest";
import type { Status, Verdict } from "../../src/compare/verdict.ts";
import { coverageOf, withRequired } from "../../src/conformance/coverage.ts";
import {
  closingLine,
  countVerdicts,
  endingOf,
  endingOfCampaign,
  endingOfComparison,
} from "../../src/conformance/outcome.ts";
import { measure, verdict } from "../report/verdicts.ts";

const measures = { loss: measure(), gradient: measure() };
const of = (status: Status, changes: Partial<Verdict> = {}): Verdict =>
  verdict({ status, measures: status === "pass" ? measures : {}, ...changes });
const plain = ["float32", "indices", "gradient"];
const smoothed = [...plain, "smoothing"];

describe("a run", () => {
  it.each<[string, string, readonly Verdict[]]>([
    ["one failure", "FAIL", [of("pass"), of("fail")]],
    ["one error", "FAIL", [of("pass"), of("error")]],
    ["a failure and one that was not asked", "FAIL", [of("fail"), of("notJudged")]],
    ["one that was not asked", "INCOMPLETE", [of("pass"), of("notJudged")]],
    ["passes, skips and known failures", "PASS", [of("pass"), of("skip"), of("known")]],
    ["no verdict", "NOTHING JUDGED", []],
    ["skips alone", "NOTHING JUDGED", [of("skip")]],
    ["known failures alone", "NOTHING JUDGED", [of("known")]],
    ["one smoothing of many", "PASS", [of("pass"), of("skip"), of("skip")]],
    [
      "smoothing 0 alone, where others were asked for",
      "NOTHING JUDGED",
      [of("pass", { kinds: plain }), of("skip", { kinds: smoothed })],
    ],
    ["smoothing 0 alone, where no other was asked for", "PASS", [of("pass", { kinds: plain })]],
    [
      "refusals alone, where core vectors were asked for",
      "NOTHING JUDGED",
      [of("pass", { tier: "refusal", kinds: ["float32", "refusal"] }), of("skip")],
    ],
    ["refusals alone", "PASS", [of("pass", { tier: "refusal", kinds: ["float32", "refusal"] })]],
    ["one variant of two", "NOTHING JUDGED", [of("pass"), of("skip", { variant: "simple", id: "simple.a" })]],
    [
      "one backend of two",
      "NOTHING JUDGED",
      [of("pass", { backend: "js" }), of("skip", { backend: "wasm" })],
    ],
  ])("of %s: %s", (_, outcome, verdicts) => {
    const codes = { PASS: 0, FAIL: 1, INCOMPLETE: 1, "NOTHING JUDGED": 2 } as const;
    const ending = endingOf(verdicts);
    expect(ending).toMatchObject({ outcome, exitCode: codes[outcome as keyof typeof codes] });
    expect(ending.lacks.length > 0).toBe(outcome === "NOTHING JUDGED");
  });

  it("that answers too little says of which variant and kinds", () => {
    const some = [
      of("pass", { kinds: plain }),
      of("skip", { kinds: smoothed }),
      of("skip", { kinds: [...smoothed, "weights"] }),
    ];
    expect(endingOf(some).lacks).toEqual([
      "torch: none of 2 core vectors with a label smoothing other than 0 was answered; nothing of smoothing, weights",
    ]);
    expect(endingOf([of("skip"), of("pass", { tier: "edge" })]).lacks[0]).toMatch(
      /^torch: none of 1 core vectors was answered; nothing of /,
    );
  });

  it("in shards lacks nothing that another shard may have, but has to pass something", () => {
    const shard = { index: 1, count: 2 };
    const part = [of("pass", { kinds: plain }), of("skip", { kinds: smoothed })];
    expect(endingOf(part).outcome).toBe("NOTHING JUDGED");
    expect(endingOf(part, shard).outcome).toBe("PASS");
    expect(endingOf([of("skip")], shard).outcome).toBe("NOTHING JUDGED");
  });

  it("has counts, of which an error is a failure in the last line", () => {
    const counts = countVerdicts(
      (["pass", "fail", "error", "skip", "known", "notJudged"] as const).map((s) => of(s)),
    );
    expect(counts).toEqual({ passed: 1, failed: 1, errored: 1, skipped: 1, known: 1, notJudged: 1 });
    expect(closingLine(counts)).toBe("1 passed, 2 failed, 1 skipped");
  });
});

it("a campaign passes by what was compared, a comparison by what the runs have in common", () => {
  expect(endingOfCampaign(0, 1).outcome).toBe("PASS");
  expect(endingOfCampaign(1, 1)).toMatchObject({ outcome: "FAIL", exitCode: 1 });
  expect(endingOfCampaign(0, 0)).toMatchObject({ outcome: "NOTHING JUDGED", exitCode: 2 });
  expect(endingOfComparison(0, 1).outcome).toBe("PASS");
  expect(endingOfComparison(1, 1)).toMatchObject({ outcome: "FAIL", exitCode: 1 });
  expect(endingOfComparison(0, 0)).toMatchObject({ outcome: "NOTHING JUDGED", exitCode: 2 });
});

describe("coverage", () => {
  const loss = of("pass", { measures: { loss: measure() } });
  const verdicts = [of("pass"), loss, of("skip", { kinds: ["float16", "gradient"] }), of("error")];

  it("counts by kind what was answered and what was skipped; a loss alone is no gradient", () => {
    const coverage = coverageOf(verdicts);
    expect(coverage).toMatchObject({
      float32: { answered: 2, skipped: 0 },
      gradient: { answered: 1, skipped: 2 },
      float16: { answered: 0, skipped: 1 },
    });
  });

  it("that is required makes failures of what was skipped", () => {
    const statuses = (required: readonly string[]): readonly Status[] =>
      withRequired(verdicts, required).map(({ status }) => status);
    expect(statuses([])).toEqual(["pass", "pass", "skip", "error"]);
    expect(statuses(["float32"])).toEqual(["pass", "pass", "skip", "error"]);
    expect(statuses(["float16"])).toEqual(["pass", "pass", "fail", "error"]);
    // The third was skipped since it is float16, of which there is nothing, and which is not required.
    expect(statuses(["gradient"])).toEqual(["pass", "fail", "skip", "error"]);
    expect(statuses(["gradient", "float16"])).toEqual(["pass", "fail", "fail", "error"]);
    expect(statuses(["all"])).toEqual(["pass", "fail", "fail", "error"]);
    expect(withRequired([loss], ["gradient"])[0]).toMatchObject({
      cause: { symptom: { kind: "skips-required", says: "gradient" } },
    });
  });
});
