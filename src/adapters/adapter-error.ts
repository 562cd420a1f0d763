/** An adapter cannot be used at all: nothing was judged, and it is not the loss that is at fault. */
export class AdapterError extends Error {
  override readonly name: string = "AdapterError";
}
