/**
 * smoothproof/analysis: which definition made a number, why two losses differ, which smoothing makes them agree, and the
 * least value that a loss can have.
 *
 * @module
 */
export { type Conversion, convert, type Exactness } from "../explain/convert.ts";
export { type ExplainOptions, explain, type Ledger, type Term } from "../explain/explain.ts";
export { explainNumber, type NumberLedger } from "../explain/explain-number.ts";
export { type Floor, type FloorSetting, floorOf, floorOn } from "../explain/floor.ts";
export { oneRow, type Row, type RowResult, rowOptions } from "../explain/one-row.ts";
export type { Recoverable } from "../explain/recover-nll.ts";
export {
  type IdentifyInput,
  type IdentifyLimits,
  type Identity,
  identify,
  type Match,
} from "../identify/identify.ts";
export type { Sample } from "../identify/sample.ts";
export type { Side } from "../identify/side.ts";
