/** Something a backend needs is not installed; the message ends with how to get it. */
export class MissingError extends Error {
  override readonly name: string = "MissingError";
}
