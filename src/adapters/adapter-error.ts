/** An adapter that cannot be used at all: nothing was judged, and the fault is not the loss's. */
export class AdapterError extends Error {
  override readonly name: string = "AdapterError";
}
