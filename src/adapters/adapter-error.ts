/** What kept an adapter from its work, where a caller has something to say about it. */
export type Hindrance = "no-program" | "no-protocol";

/** An adapter cannot be used at all: nothing was judged, and it is not the loss that is at fault. */
export class AdapterError extends Error {
  override readonly name: string = "AdapterError";
  /** Whether there is no such program, or one that does not speak the protocol. */
  readonly hindrance: Hindrance | undefined;

  constructor(message: string, { hindrance, ...options }: ErrorOptions & { hindrance?: Hindrance } = {}) {
    super(message, options);
    this.hindrance = hindrance;
  }
}
