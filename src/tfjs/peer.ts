/** Checks that the installed TensorFlow.js can be used, before a loss is made and before it is called. */
import { refuse } from "../math/errors.ts";
import * as tf from "./tf.ts";

/** The major version with which the ops here were measured. */
const MAJOR = "4";

/** @throws InvalidArgument for another major version */
export function checkVersion(version: string = tf.version_core): void {
  if (version.split(".")[0] === MAJOR) return;
  refuse(
    "@tensorflow/tfjs-core",
    `expected version ${MAJOR}, got ${version}. Run: npm install @tensorflow/tfjs-core@4.22.0`,
    "unsupported-option",
    "construct",
  );
}

/** The backend in use, which TensorFlow.js chooses when it is first needed. @throws InvalidArgument where there is none */
export function backendInUse(): string {
  let cause: unknown;
  try {
    const name = tf.getBackend();
    if (typeof name === "string" && tf.engine().backend !== undefined) return name;
  } catch (error) {
    cause = error;
  }
  refuse(
    "backend",
    "expected a registered TensorFlow.js backend, got none. Run: npm install @tensorflow/tfjs-backend-cpu, and import it",
    "unsupported-option",
    "call",
    { cause },
  );
}
