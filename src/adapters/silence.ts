/** A clock that reports when a peer has been silent for too long. */

/** Time to read what has already arrived before a silence is reported. */
const SECOND_LOOK_MS = 50;

export class Silence {
  readonly #onSilence: (milliseconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #limit = 0;
  #since = 0;

  constructor(onSilence: (milliseconds: number) => void) {
    this.#onSilence = onSilence;
  }

  /** Restarts the clock. It is called for every answer, so it sets a new timer only if the limit has changed. */
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

  /** Looks once more: after long work of our own, the timer fires before the answers waiting in the pipe are read. */
  #lookAgain(since: number): void {
    this.#timer = setTimeout(() => {
      if (this.#since !== since) return this.#wake(this.#limit);
      this.#timer = undefined;
      this.#onSilence(this.#limit);
    }, SECOND_LOOK_MS);
  }
}
