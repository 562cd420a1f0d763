/**
 * The same entry for Node, where the peer is not bundled: if it is missing, the import fails with the command that
 * installs it, instead of the path of a file inside this package.
 *
 * @module
 */
import { installed } from "./installed.ts";

const {
  equation1,
  forCompile,
  excessLoss,
  InvalidArgument,
  kerasBinary,
  kerasCategorical,
  nll,
  opennmt,
  perplexity,
  simple,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
} = await installed(() => import("./index.ts"));

export type * from "./index.ts";
export {
  equation1,
  excessLoss,
  forCompile,
  InvalidArgument,
  kerasBinary,
  kerasCategorical,
  nll,
  opennmt,
  perplexity,
  simple,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
};
