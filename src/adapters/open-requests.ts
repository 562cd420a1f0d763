/**
 * Requests that wait for an answer, oldest first, and which of them the adapter has been sent.
 *
 * If a program dies, the request that it was working on is blamed. That is the oldest one, as long as answers come in
 * the order of the requests. An adapter that answers in another order is asked again one request at a time, until the
 * request that it dies of is known.
 */
import type { Answer } from "../compare/verdict.ts";
import type { Response } from "../protocol/messages.ts";

/** How many ids are remembered after their answer; a second answer to an older one counts as an unknown id. */
const MOST_REMEMBERED = 10_000;

interface Open {
  readonly line: string;
  readonly settle: (answer: Answer | Response) => void;
}

export class OpenRequests {
  readonly #open = new Map<string, Open>();
  readonly #settled = new Set<string>();
  /** Requests, one of which killed the adapter. */
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

  /** The request that the adapter died of; undefined where none is open, or where it is unclear and all are suspects. */
  culprit(): string | undefined {
    if (this.#inOrder || this.#suspects.size > 0 || this.#open.size < 2) return this.oldest;
    for (const id of this.#open.keys()) this.#suspects.add(id);
    return undefined;
  }

  /** The requests that the adapter may be sent: all, or only the first suspect. */
  toSend(): readonly string[] {
    const lines = [...this.#open.values()].map(({ line }) => line);
    return this.#suspects.size === 0 ? lines : lines.slice(0, 1);
  }
}
