/** A clock that tells when a peer has been silent for too long. */

/** Time in which what has arrived already is read before silence is believed. */
const SECOND_LOOK_MS = 50;

export class Silence {
  readonly #onSilence: (milliseconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #limit = 0;
  #since = 0;

  constructor(onSilence: (milliseconds: number) => void) {
    this.#onSilence = onSilence;
  }

  /** Starts anew. Called for every answer, it moves no timer unless the limit is another. */
  watch(milliseconds: number): void {
    this.#since = performance.now();
    if (this.#timer !== undefined && this.#limit === milliseconds) return;
    this.stop();
    this.#limit = milliseconds;
    this.#wake(milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wake(after: number): void {
    this.#timer = setTimeout(() => {
      const left = this.#limit - (performance.now() - this.#since);
      if (left > 0) this.#wake(left);
      else this.#lookAgain(this.#since);
    }, after);
  }

  /** After long work of ours the timer comes due before the answers that wait in the pipe are read. */
  #lookAgain(since: number): void {
    this.#timer = setTimeout(() => {
      if (this.#since !== since) return this.#wake(this.#limit);
      this.#timer = undefined;
      this.#onSilence(this.#limit);
    }, SECOND_LOOK_MS);
  }
}
