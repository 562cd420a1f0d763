/**
 * smoothproof/analysis: which definition made a number, why two losses differ, which smoothing makes them agree, and the
 * least value that a loss can have.
 *
 * @module
 */
export { type Conversion, convert, type Exactness } from "./convert.ts";
export { type ExplainOptions, explain, type Ledger, type Term } from "./explain.ts";
export { explainNumber, type NumberLedger } from "./explain-number.ts";
export { type Floor, type FloorSetting, floorOf, floorOn } from "./floor.ts";
export { type IdentifyInput, type IdentifyLimits, type Identity, identify, type Match } from "./identify.ts";
export { oneRow, type Row, type RowResult, rowOptions } from "./one-row.ts";
export type { Recoverable } from "./recover-nll.ts";
export type { Sample } from "./sample.ts";
export type { Side } from "./side.ts";
