/**
 * One run of an adapter's program: started without a shell, spoken to in lines, ended with everything it started.
 */
import { execa, parseCommandString } from "execa";
import { readLines } from "../protocol/lines.ts";

/** How much of standard error is kept for messages: its end, which says why. */
const STDERR_TAIL = 4_000;

/** How long a program may take to go after its input has closed. */
const GRACE_MS = 1_000;

export type ChildEvent =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too-long" }
  | { readonly kind: "end"; readonly how: string };

export interface Child {
  /** Lines of standard output as they come, then `end`. */
  readonly events: AsyncIterable<ChildEvent>;
  /** Writes one line; what is written to a program that has gone is dropped, its end is an event. */
  readonly send: (line: string) => void;
  /** The end of what it wrote to standard error. */
  readonly stderr: () => string;
  /** Closes its input, waits a moment, then kills it and its children. */
  readonly stop: () => Promise<void>;
  /** Kills it and its children at once. */
  readonly kill: () => void;
}

/** Starts a program given as one string; quotes and backslashes keep blanks together, nothing else is special. */
export function startChild(command: string | readonly string[]): Child {
  const [file = "", ...args] = typeof command === "string" ? parseCommandString(command) : command;
  const running = execa(file, args, {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    // A process group of its own, so that what it starts can be ended with it.
    detached: true,
    encoding: "buffer",
  });
  let tail = "";
  running.stderr.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.toString("utf8")).slice(-STDERR_TAIL);
  });
  running.stdin.on("error", () => {});
  const kill = (): void => {
    if (running.pid === undefined) return;
    try {
      process.kill(-running.pid, "SIGKILL");
    } catch {
      running.kill("SIGKILL");
    }
  };
  process.once("exit", kill);
  const ended = running.then((result) => {
    process.removeListener("exit", kill);
    // Whatever it left behind goes with it.
    kill();
    if (result.code === "ENOENT") return `cannot be started: no program named ${file}`;
    if (result.code === "EACCES") return `cannot be started: ${file} is not executable`;
    if (result.signal !== undefined) return `was ended by ${result.signal}`;
    return result.exitCode === undefined
      ? `failed: ${result.shortMessage ?? "unknown reason"}`
      : `exited with status ${result.exitCode}`;
  });
  async function* events(): AsyncGenerator<ChildEvent> {
    try {
      for await (const line of readLines(running.stdout)) {
        yield "tooLong" in line ? { kind: "too-long" } : { kind: "line", text: line.text };
      }
    } catch {
      // A broken pipe says no more than the end does.
    }
    yield { kind: "end", how: await ended };
  }
  return {
    events: events(),
    send: (line) => {
      if (running.stdin.writable) running.stdin.write(`${line}\n`);
    },
    stderr: () => tail.trim(),
    kill,
    stop: async () => {
      running.stdin.end();
      const timer = setTimeout(kill, GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
