/** `--expected-failures FILE` and `--write-expected-failures FILE`. */
import { type ExpectedFailure, expectedFailuresSchema, unmatched } from "../conformance/expected-failures.ts";
import { oneLineEach } from "../files/strangers-text.ts";
import { describeIssue } from "../protocol/messages.ts";
import { UsageError } from "./exit-codes.ts";
import { readJson } from "./json-file.ts";
import { suggestion } from "./suggest.ts";

/** @throws UsageError where it cannot be read, is not such a list, or has an entry that matches nothing */
export function readExpectedFailures(
  file: string | undefined,
  ids: readonly string[],
): readonly ExpectedFailure[] {
  if (file === undefined) return [];
  const json = readJson(file, `--expected-failures: ${file}`);
  const parsed = expectedFailuresSchema.safeParse(json);
  if (!parsed.success) {
    const { argument, problem } = describeIssue(parsed.error, json, "the file");
    throw new UsageError(`--expected-failures: ${file}: ${argument}: ${problem}`);
  }
  const [lost] = unmatched(parsed.data, ids);
  if (lost !== undefined) {
    throw new UsageError(
      `--expected-failures: ${file}: no vector matches "${lost.id}".${suggestion(lost.id, ids)}`,
    );
  }
  return oneLineEach(parsed.data);
}
