/** Progress on standard error: a bar for a person at a terminal, a line where nobody watches. */
import cliProgress from "cli-progress";
import { note } from "../files/standard-output.ts";
import { oneLine } from "../files/strangers-text.ts";

// Whoever watches may go.
process.stderr.on("error", () => {});

/** Says what is being done, on a line that goes away; nothing where nobody watches. */
export function startWorking(on: string): () => void {
  if (process.stderr.isTTY !== true) return () => {};
  process.stderr.write(`${oneLine(on)}…`);
  return () => void process.stderr.write("\r\u001b[K");
}

export interface Progress {
  step(variant: string): void;
  stop(): void;
}

/** @param instead a line for where nobody watches */
export function startProgress(what: string, total: number, instead?: string): Progress {
  if (process.stderr.isTTY !== true) {
    if (instead !== undefined) note(`${instead}\n`);
    return { step() {}, stop() {} };
  }
  const bar = new cliProgress.SingleBar({
    format: `${what} {bar} {value}/{total} {variant}`,
    stream: process.stderr,
    clearOnComplete: true,
    // A run that is interrupted could not show it again.
    hideCursor: false,
    barsize: 30,
  });
  bar.start(total, 0, { variant: "" });
  return { step: (variant) => bar.increment(1, { variant }), stop: () => bar.stop() };
}
