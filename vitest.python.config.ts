import { defineConfig } from "vitest/config";

/** Tests that need python-ref's environment; scripts/test-python.ts looks for it first. */
export default defineConfig({
  test: {
    include: ["test/**/*.python.test.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    fileParallelism: false,
  },
});
