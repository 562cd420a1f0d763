/**
 * Reads protobuf messages from untrusted bytes: lengths are checked against the file, and nesting has a limit.
 */
import { PbfReader } from "pbf";

/** Deeper than any useful nesting of graphs; unlimited nesting would exhaust the stack. */
const DEEPEST = 64;

/** What to do with each field number; fields without an entry are skipped. */
export type Fields = { readonly [field: number]: (reader: ProtoReader) => void };

export class ProtoError extends Error {
  override readonly name: string = "ProtoError";
}

export class ProtoReader {
  readonly #pbf: PbfReader;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#pbf = new PbfReader(bytes);
  }

  /** Reads the whole file as one message. @throws ProtoError */
  file(fields: Fields): void {
    try {
      this.#until(this.#pbf.length, fields);
    } catch (cause) {
      if (cause instanceof ProtoError) throw cause;
      throw new ProtoError("is not a protobuf message", { cause });
    }
  }

  /** Reads a nested message. */
  message(fields: Fields): void {
    const end = this.#end();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ProtoError(`nests deeper than ${DEEPEST} messages`);
    this.#until(end, fields);
    this.#depth -= 1;
  }

  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  bytes(): Uint8Array {
    const end = this.#end();
    const bytes = this.#pbf.buf.subarray(this.#pbf.pos, end);
    this.#pbf.pos = end;
    return bytes;
  }

  integer(): number {
    return this.#pbf.readVarint(true);
  }

  /** Reads a repeated integer field, packed or not. */
  integers(into: number[]): void {
    if (this.#pbf.type !== 2) {
      into.push(this.integer());
      return;
    }
    const end = this.#end();
    while (this.#pbf.pos < end) into.push(this.integer());
    this.#expect(end);
  }

  /** The end of a field that has a length. */
  #end(): number {
    if (this.#pbf.type !== 2) throw new ProtoError("has a field of a type that ONNX does not expect there");
    const length = this.#pbf.readVarint();
    const end = this.#pbf.pos + length;
    if (!(end <= this.#pbf.length)) throw new ProtoError("ends too early, perhaps it is truncated");
    return end;
  }

  #until(end: number, fields: Fields): void {
    this.#pbf.readFields((field: number) => fields[field]?.(this), undefined, end);
    this.#expect(end);
  }

  #expect(end: number): void {
    if (this.#pbf.pos !== end) throw new ProtoError("ends too early, perhaps it is truncated");
  }
}
