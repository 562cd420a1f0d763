/** Progress on standard error: a bar at a terminal, a line elsewhere. */
import cliProgress from "cli-progress";
import { note } from "../files/standard-output.ts";
import { oneLine } from "../files/strangers-text.ts";

// The terminal may go away.
process.stderr.on("error", () => {});

/** Shows what is being done, on a line that is removed afterwards; nothing where there is no terminal. */
export function startWorking(on: string): () => void {
  if (process.stderr.isTTY !== true) return () => {};
  process.stderr.write(`${oneLine(on)}…`);
  return () => void process.stderr.write("\r\u001b[K");
}

export interface Progress {
  step(variant: string): void;
  stop(): void;
}

/** @param instead a line for where there is no terminal */
export function startProgress(what: string, total: number, instead?: string): Progress {
  if (process.stderr.isTTY !== true) {
    if (instead !== undefined) note(`${instead}\n`);
    return { step() {}, stop() {} };
  }
  const bar = new cliProgress.SingleBar({
    format: `${what} {bar} {value}/{total} {variant}`,
    stream: process.stderr,
    clearOnComplete: true,
    // An interrupted run could not show the cursor again.
    hideCursor: false,
    barsize: 30,
  });
  bar.start(total, 0, { variant: "" });
  return { step: (variant) => bar.increment(1, { variant }), stop: () => bar.stop() };
}
