/** Ids of our own backends, without the code that loads them, since help and completion only name them. */
export const BACKEND_IDS = ["js", "js-exact", "wasm", "onnx", "tfjs-cpu", "tfjs-wasm", "python"] as const;

export type BackendId = (typeof BACKEND_IDS)[number];

/** All but the live references are our own, and are judged where nothing else is named. */
export const OURS: readonly BackendId[] = BACKEND_IDS.filter((id) => id !== "python");
