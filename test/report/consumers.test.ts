/** Reports for CI servers, opened by programs that read such reports and are not ours. */
import { validate } from "ctrf";
import { parse } from "junit2json";
import { describe, expect, it } from "vitest";
import { renderCtrf } from "../../src/report/ctrf.ts";
import { renderJunit } from "../../src/report/junit.ts";
import { failure, header, like, said, verdict } from "./verdicts.ts";

/** One of each status, with text that XML has no characters for. */
const verdicts = [
  verdict(),
  { ...failure, message: 'expected <1> & "2"\u0000\u001b[31m, got ]]>\ud800', looksLike: like("m", "a < b") },
  verdict({ id: "torch.crash", status: "error", message: "line one\nline two", cause: said("crashed") }),
  verdict({ id: "simple.skip", variant: "simple", status: "skip", message: "has no dtype" }),
  verdict({ id: "torch.known", status: "known", listed: { id: "torch.*", reason: "wontfix" } }),
  verdict({ id: "torch.left", status: "notJudged", message: "given up" }),
];

describe("junit, read by junit2json", () => {
  it("has a suite per variant, with its counts, and each failure with its words", async () => {
    const report = await parse(renderJunit(verdicts, header));
    if (report === undefined || report === null || !("testsuite" in report)) throw new Error("no suites");
    expect(report).toMatchObject({ tests: 6, failures: 1, errors: 2, skipped: 2 });
    const [torch, simple] = report.testsuite!;
    expect(torch).toMatchObject({ name: "torch", tests: 5, failures: 1, errors: 2, skipped: 1 });
    expect(simple).toMatchObject({ name: "simple", tests: 1, skipped: 1 });
    const [, failed, crashed, known, left] = torch!.testcase!;
    expect(failed).toMatchObject({ name: failure.id, classname: "smoothproof.torch" });
    expect(failed!.failure![0]!.inner).toContain('expected <1> & "2"\ufffd\ufffd[31m, got ]]>\ufffd');
    expect(failed!.failure![0]!.inner).toContain("looks like: a < b");
    expect(crashed!.error![0]).toMatchObject({ message: "crashed", inner: "line one\nline two\ntier: core" });
    expect(known!.skipped![0]).toMatchObject({ message: "known to fail: wontfix" });
    expect(left!.error![0]).toMatchObject({ message: "not judged: given up" });
    expect(torch!.testcase![0]).not.toHaveProperty("failure");
  });
});

describe("ctrf, checked by the format's own package", () => {
  const report = JSON.parse(renderCtrf(verdicts, header, 1_700_000_000_000)) as {
    readonly results: { readonly summary: object; readonly tests: readonly { readonly status: string }[] };
  };

  it("is valid, and its counts are those of its tests", () => {
    expect(validate(report)).toMatchObject({ valid: true });
    expect(report.results.summary).toMatchObject({ tests: 6, passed: 1, failed: 2, skipped: 2, other: 1 });
    const statuses = report.results.tests.map(({ status }) => status);
    expect(statuses).toEqual(["passed", "failed", "failed", "skipped", "skipped", "other"]);
  });

  it("would not be with a status of ours", () => {
    const [first, ...others] = report.results.tests;
    const tests = [{ ...first, status: "pass" }, ...others];
    expect(validate({ ...report, results: { ...report.results, tests } })).toMatchObject({ valid: false });
  });
});
