/**
 * Requests that wait for an answer, oldest first, and which of them the adapter has in its hands.
 *
 * A program that dies is blamed on the request it was working on. That is the oldest, as long as answers come in the
 * order of the requests; an adapter that answers in any order is asked again one request at a time, until the one it
 * dies of is known.
 */
import type { Answer } from "../compare/verdict.ts";
import type { Response } from "../protocol/messages.ts";

/** Ids remembered after their answer; a second answer later than that is one that was not asked. */
const MOST_REMEMBERED = 10_000;

interface Open {
  readonly line: string;
  readonly settle: (answer: Answer | Response) => void;
}

export class OpenRequests {
  readonly #open = new Map<string, Open>();
  readonly #settled = new Set<string>();
  /** Requests of which one killed the adapter. */
  readonly #suspects = new Set<string>();
  #inOrder = true;

  get size(): number {
    return this.#open.size;
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  wasSettled(id: string): boolean {
    return this.#settled.has(id);
  }

  /** @returns the line to send now, if any */
  add(id: string, line: string, settle: Open["settle"]): readonly string[] {
    this.#open.set(id, { line, settle });
    return this.#suspects.size === 0 ? [line] : [];
  }

  get oldest(): string | undefined {
    return this.#open.keys().next().value;
  }

  /** @returns the lines to send now */
  settle(id: string, answer: Answer | Response): readonly string[] {
    const { settle } = this.#open.get(id)!;
    if (!("kind" in answer) && id !== this.oldest) this.#inOrder = false;
    this.#open.delete(id);
    this.#settled.add(id);
    if (this.#settled.size > MOST_REMEMBERED) this.#settled.delete(this.#settled.keys().next().value!);
    const wasSuspected = this.#suspects.delete(id);
    settle(answer);
    return wasSuspected ? this.toSend() : [];
  }

  settleAll(answer: Answer): void {
    this.#suspects.clear();
    for (const id of [...this.#open.keys()]) this.settle(id, answer);
  }

  /** The request the adapter died of; undefined where none is open, or nobody can tell and all are suspected now. */
  culprit(): string | undefined {
    if (this.#inOrder || this.#suspects.size > 0 || this.#open.size < 2) return this.oldest;
    for (const id of this.#open.keys()) this.#suspects.add(id);
    return undefined;
  }

  /** What the adapter may have in its hands: all, or the first suspect alone. */
  toSend(): readonly string[] {
    const lines = [...this.#open.values()].map(({ line }) => line);
    return this.#suspects.size === 0 ? lines : lines.slice(0, 1);
  }
}
