/** The tests that a run of Stryker uses: those of one group, which `npm run stryker` names in an environment variable. */
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { LEFT_OUT, LONGEST } from "./groups.ts";

/** The first test that fails ends a run, so that the longest ones come last. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONGEST.some((file) => moduleId.endsWith(file));
    return [...files.filter((file) => !isLong(file)), ...files.filter(isLong)];
  }
}

export default defineConfig({
  test: {
    include: JSON.parse(process.env.STRYKER_TESTS ?? "[]") as string[],
    exclude: [...LEFT_OUT],
    testTimeout: 60_000,
    sequence: { sequencer: QuickestFirst },
  },
});
