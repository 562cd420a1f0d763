/** The registry of thread cases. Adding one is a file in threads/ and one line here. */
import { type ThreadCase, threadCaseSchema } from "./thread-case.ts";
import { annotatedTransformer38 } from "./threads/annotated-transformer-38.ts";
import { aprender2199 } from "./threads/aprender-2199.ts";
import { diceEmbeddings433 } from "./threads/dice-embeddings-433.ts";
import { diceEmbeddings437 } from "./threads/dice-embeddings-437.ts";
import { fluxCrossentropy } from "./threads/flux-crossentropy.ts";
import { keras6143 } from "./threads/keras-6143.ts";
import { keras7563 } from "./threads/keras-7563.ts";
import { keras15249 } from "./threads/keras-15249.ts";
import { keras17634 } from "./threads/keras-17634.ts";
import { lossFloor0544 } from "./threads/loss-floor-0544.ts";
import { midiMusicGeneratorLosses } from "./threads/midi-music-generator-losses.ts";
import { mlxCrossEntropy } from "./threads/mlx-cross-entropy.ts";
import { oneNoughtOneSoftTarget } from "./threads/onenoughtone-soft-target.ts";
import { paddle47813 } from "./threads/paddle-47813.ts";
import { pytorch8062 } from "./threads/pytorch-8062.ts";
import { pytorch15258 } from "./threads/pytorch-15258.ts";
import { pytorch25571 } from "./threads/pytorch-25571.ts";
import { pytorch69339 } from "./threads/pytorch-69339.ts";
import { pytorch72056 } from "./threads/pytorch-72056.ts";
import { pytorch75181 } from "./threads/pytorch-75181.ts";
import { pytorch104776 } from "./threads/pytorch-104776.ts";
import { pytorch107680 } from "./threads/pytorch-107680.ts";
import { pytorch130342 } from "./threads/pytorch-130342.ts";
import { pytorch134767 } from "./threads/pytorch-134767.ts";
import { pytorchForum78256 } from "./threads/pytorch-forum-78256.ts";
import { pytorchRandaugment30 } from "./threads/pytorch-randaugment-30.ts";
import { tensorflow28802 } from "./threads/tensorflow-28802.ts";
import { tensorflow31930 } from "./threads/tensorflow-31930.ts";
import { tensorflow39411 } from "./threads/tensorflow-39411.ts";
import { tensorflowLossTests } from "./threads/tensorflow-loss-tests.ts";
import { tfKerasBinaryDocs } from "./threads/tf-keras-binary-docs.ts";
import { tfKerasCategoricalDocs } from "./threads/tf-keras-categorical-docs.ts";

/** Every case, by id. */
export const CASES: readonly ThreadCase[] = [
  annotatedTransformer38,
  aprender2199,
  diceEmbeddings433,
  diceEmbeddings437,
  fluxCrossentropy,
  keras15249,
  keras17634,
  keras6143,
  keras7563,
  lossFloor0544,
  midiMusicGeneratorLosses,
  mlxCrossEntropy,
  oneNoughtOneSoftTarget,
  paddle47813,
  pytorch104776,
  pytorch107680,
  pytorch130342,
  pytorch134767,
  pytorch15258,
  pytorch25571,
  pytorch69339,
  pytorch72056,
  pytorch75181,
  pytorch8062,
  pytorchForum78256,
  pytorchRandaugment30,
  tensorflow28802,
  tensorflow31930,
  tensorflow39411,
  tensorflowLossTests,
  tfKerasBinaryDocs,
  tfKerasCategoricalDocs,
].map((record) => threadCaseSchema.parse(record));

/** The case of an id, or undefined. */
export function caseById(id: string): ThreadCase | undefined {
  return CASES.find((thread) => thread.id === id);
}
