/**
 * The kernels' memory: tensors that users keep there, and scratch memory for the rows of one call.
 *
 * A memory that is not shared detaches its views when it grows. So a tensor's `data` is a new view each time it is read,
 * and nothing here keeps one.
 */
import type { Memory } from "./engine.ts";

const PAGE = 65_536;
const MOST_PAGES = 65_536;
const ALIGNMENT = 64;

/** Bytes that are requested in addition, for the scratch memory of calls: pages that are not used cost nothing. */
export const RESERVE = 1 << 25;

/** A range of the memory, in bytes. */
interface Stretch {
  at: number;
  size: number;
}

export class KernelMemory {
  readonly memory: Memory;
  /** Free ranges, in order. */
  readonly #free: Stretch[] = [];
  readonly #taken = new Map<number, number>();
  #end: number;
  /** All buffers that the memory has had: older ones of a shared memory are still views of the same bytes. */
  readonly #buffers = new WeakSet<object>();

  constructor(memory: Memory, base: number) {
    this.memory = memory;
    this.#buffers.add(memory.buffer);
    this.#end = aligned(base);
  }

  /** Reserves `size` bytes and returns their address. @throws RangeError where the memory cannot grow enough */
  allocate(size: number): number {
    const needed = Math.max(aligned(size), ALIGNMENT);
    const found = this.#free.findIndex((stretch) => stretch.size >= needed);
    if (found !== -1) {
      const stretch = this.#free[found]!;
      const { at } = stretch;
      stretch.at += needed;
      stretch.size -= needed;
      if (stretch.size === 0) this.#free.splice(found, 1);
      this.#taken.set(at, needed);
      return at;
    }
    this.#grow(this.#end + needed);
    const at = this.#end;
    this.#end += needed;
    this.#taken.set(at, needed);
    return at;
  }

  /**
   * The same for the scratch memory of a call; undefined where there is no room.
   *
   * @param mayGrow false where the call has views of this memory, which growing would detach
   */
  scratch(size: number, mayGrow: boolean): number | undefined {
    const fits = this.#end + aligned(size) <= this.memory.buffer.byteLength;
    if (!mayGrow && !fits && !this.#free.some((stretch) => stretch.size >= aligned(size))) return undefined;
    try {
      return this.allocate(size);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #grow(bytes: number): void {
    const least = Math.ceil(bytes / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (least <= 0) return;
    const most = MOST_PAGES - this.memory.buffer.byteLength / PAGE;
    const pages = Math.max(least, Math.min(most, least + RESERVE / PAGE));
    const problem = `memory: expected ${bytes} bytes or more, and WebAssembly gave ${this.memory.buffer.byteLength}`;
    if (Math.ceil(bytes / PAGE) > MOST_PAGES) throw new RangeError(problem);
    try {
      this.memory.grow(pages);
      this.#buffers.add(this.memory.buffer);
    } catch (cause) {
      throw new RangeError(problem, { cause });
    }
  }

  /** Gives a range back. */
  release(at: number): void {
    const size = this.#taken.get(at);
    if (size === undefined) return;
    this.#taken.delete(at);
    const next = this.#free.findIndex((stretch) => stretch.at > at);
    const index = next === -1 ? this.#free.length : next;
    this.#free.splice(index, 0, { at, size });
    this.#merge(index);
    this.#merge(index - 1);
  }

  #merge(index: number): void {
    const [first, second] = [this.#free[index], this.#free[index + 1]];
    if (first === undefined || second === undefined || first.at + first.size !== second.at) return;
    first.size += second.size;
    this.#free.splice(index + 1, 1);
  }

  floats(dtype: "float32" | "float64", at: number, length: number): Float32Array | Float64Array {
    const { buffer } = this.memory;
    return dtype === "float32" ? new Float32Array(buffer, at, length) : new Float64Array(buffer, at, length);
  }

  /** The bit patterns of 16-bit floats. */
  bits(at: number, length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, at, length);
  }

  /** Whether the values of an array lie in this memory. */
  holds(data: { readonly buffer: ArrayBufferLike } | undefined): boolean {
    return data !== undefined && this.#buffers.has(data.buffer);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
