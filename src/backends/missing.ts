/** Something that a backend needs is not installed; the message ends with the command that installs it. */
export class MissingError extends Error {
  override readonly name: string = "MissingError";
}
