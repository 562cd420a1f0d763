/** `smoothproof/compare`: the comparator, assertions on numbers and tensors, and the suite as one assertion. */
export * from "../compare/index.ts";
export { assertConformance, type ConformanceSummary } from "./assert-conformance.ts";
export type { Subject } from "./implementation-of.ts";
export type { ConformanceTestOptions } from "./options.ts";
