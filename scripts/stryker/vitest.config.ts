/** The tests that a run of Stryker uses: those of one group, which `npm run stryker` names in an environment variable. */
import { defineConfig } from "vitest/config";
import { LEFT_OUT } from "./groups.ts";

export default defineConfig({
  test: {
    include: JSON.parse(process.env.STRYKER_TESTS ?? "[]") as string[],
    exclude: [...LEFT_OUT],
    testTimeout: 60_000,
  },
});
