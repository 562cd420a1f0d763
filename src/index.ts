/**
 * smoothproof: label-smoothing losses, each a faithful port of one published definition.
 *
 * @module
 */

export type {
  ClassWeightExtras,
  CommonExtras,
  Criterion,
  CriterionFactory,
  Environment,
  OutputTensor,
  SampleWeightExtras,
} from "./definition/criterion.ts";
export type { LossBackend } from "./loss/backend.ts";
export type { DataSyncTensor, NestedNumbers, TensorLike, TensorParts } from "./math/as-tensor.ts";
export { type ErrorCode, InvalidArgument, type Phase } from "./math/errors.ts";
export * from "./variants/all.ts";
