import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/**/*.python.test.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
