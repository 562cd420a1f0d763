/** Progress on standard error: a bar for a person at a terminal, a line where nobody watches. */
import cliProgress from "cli-progress";
import { note } from "../files/standard-output.ts";

export interface Progress {
  step(variant: string): void;
  stop(): void;
}

export function startProgress(what: string, total: number): Progress {
  if (process.stderr.isTTY !== true) {
    note(`judging ${what}: ${total} vectors\n`);
    return { step() {}, stop() {} };
  }
  // Whoever watches may go.
  process.stderr.on("error", () => {});
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
