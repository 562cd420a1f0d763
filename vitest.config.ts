import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/**
 * Tests that take long and seldom tell a developer more than the others do: programs that misbehave in every way there
 * is, long searches, and every ready-made adapter. `npm test` leaves them out, `npm run test:slow` runs them, and CI runs
 * both. `npx vitest run PATH` finds a test wherever it stands.
 */
const SLOW = [
  "test/adapters/hostile.test.ts",
  "test/adapters/hostile-identify-fuzz.test.ts",
  "test/adapters/onnx-hostile.test.ts",
  "test/adapters/onnx-model.test.ts",
  "test/adapters/ready.test.ts",
  "test/adapters/watchdog.test.ts",
  "test/diagnose/looks-like-every-mutant.test.ts",
  "test/campaigns/campaigns.test.ts",
  "test/cli/conformance-every-backend.test.ts",
  "test/cli/fuzz.test.ts",
  "test/cli/identify-graph.test.ts",
  "test/cli/identify-program.test.ts",
  "test/cli/init-filled.test.ts",
  "test/docs/commands.test.ts",
  "test/scripts/clients.test.ts",
  "test/wasm/mutants.test.ts",
];
const PYTHON = "test/**/*.python.test.ts";

/** Need Chromium: `npm run test:browser`. */
const BROWSER = "test/browser/**/*.test.ts";

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    // Vitest's own default leaves one processor free, which of two is half of the machine.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, PYTHON, BROWSER, ...SLOW],
        },
      },
      { extends: true, test: { name: "slow", include: SLOW } },
      { extends: true, test: { name: "browser", include: [BROWSER] } },
    ],
  },
});
