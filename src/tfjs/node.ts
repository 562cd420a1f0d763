/**
 * The same entry for Node, where nothing has bundled the peer: without it the import fails with the command that
 * installs it, not with the path of a file inside this package.
 *
 * @module
 */
import { installed } from "./installed.ts";

const {
  equation1,
  InvalidArgument,
  kerasBinary,
  kerasCategorical,
  opennmt,
  simple,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
} = await installed(() => import("./index.ts"));

export type * from "./index.ts";
export {
  equation1,
  InvalidArgument,
  kerasBinary,
  kerasCategorical,
  opennmt,
  simple,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
};
