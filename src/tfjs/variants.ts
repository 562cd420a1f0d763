/** The ops, one per variant, under the same names as in the library. */
import { type Equation1Options, equation1Record } from "../variants/equation1.ts";
import { type KerasBinaryOptions, kerasBinaryRecord } from "../variants/keras-binary.ts";
import { type KerasCategoricalOptions, kerasCategoricalRecord } from "../variants/keras-categorical.ts";
import { type OpenNMTOptions, openNMTRecord } from "../variants/opennmt.ts";
import { type SimpleOptions, simpleRecord } from "../variants/simple.ts";
import { type TfjsSigmoidOptions, tfjsSigmoidRecord } from "../variants/tfjs-sigmoid.ts";
import { type TfjsSoftmaxOptions, tfjsSoftmaxRecord } from "../variants/tfjs-softmax.ts";
import { type TorchOptions, torchRecord } from "../variants/torch.ts";
import {
  type ClassWeight,
  criterionOf,
  type SampleWeight,
  type TensorCriterionFactory,
} from "./criterion.ts";

export const equation1: TensorCriterionFactory<Equation1Options> =
  /* @__PURE__ */ criterionOf(equation1Record);
export const kerasBinary: TensorCriterionFactory<KerasBinaryOptions, SampleWeight> =
  /* @__PURE__ */ criterionOf(kerasBinaryRecord);
export const kerasCategorical: TensorCriterionFactory<KerasCategoricalOptions, SampleWeight> =
  /* @__PURE__ */ criterionOf(kerasCategoricalRecord);
export const opennmt: TensorCriterionFactory<OpenNMTOptions> = /* @__PURE__ */ criterionOf(openNMTRecord);
export const simple: TensorCriterionFactory<SimpleOptions> = /* @__PURE__ */ criterionOf(simpleRecord);
export const tfjsSigmoid: TensorCriterionFactory<TfjsSigmoidOptions, SampleWeight> =
  /* @__PURE__ */ criterionOf(tfjsSigmoidRecord);
export const tfjsSoftmax: TensorCriterionFactory<TfjsSoftmaxOptions, SampleWeight> =
  /* @__PURE__ */ criterionOf(tfjsSoftmaxRecord);
export const torch: TensorCriterionFactory<TorchOptions, ClassWeight> =
  /* @__PURE__ */ criterionOf(torchRecord);
