/** Refuses every call. */
export function loss() {
  throw new Error("not today");
}
