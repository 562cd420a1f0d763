/**
 * Ends every run of vitest with the plain line `N passed, N failed`, which people and CI read. If tests were skipped, the
 * line before it names them.
 */
import type { Reporter, TestModule } from "vitest/node";

/** Most skipped tests that are named; running one test by its name skips all others. */
const NAMED = 10;

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    const skipped: string[] = [];
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failed += 1;
        if (state === "skipped") skipped.push(test.fullName);
      }
      // A module that cannot be loaded has no tests, but must not look like a success.
      if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) failed += 1;
    }
    if (skipped.length > 0) {
      const more = skipped.length > NAMED ? `; and ${skipped.length - NAMED} more` : "";
      process.stdout.write(`${skipped.length} skipped: ${skipped.slice(0, NAMED).join("; ")}${more}\n`);
    }
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}
