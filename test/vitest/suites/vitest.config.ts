import { defineConfig } from "vitest/config";

/** Suites that test/vitest/describe-conformance.test.ts runs, some of which fail on purpose. */
export default defineConfig({ test: { include: ["test/vitest/suites/*.suite.ts"] } });
