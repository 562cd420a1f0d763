/** Ids of our own backends, apart from what loads them: help and completion name them, and load nothing. */
export const BACKEND_IDS = ["js", "js-exact", "wasm", "onnx", "tfjs-cpu", "tfjs-wasm", "python"] as const;

export type BackendId = (typeof BACKEND_IDS)[number];

/** The live references are no backend of ours; all others are judged where nothing else is named. */
export const OURS: readonly BackendId[] = BACKEND_IDS.filter((id) => id !== "python");
