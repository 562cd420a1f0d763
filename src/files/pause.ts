const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Waits without going back to the event loop. */
export function pause(milliseconds: number): void {
  Atomics.wait(NEVER, 0, 0, milliseconds);
}
