/**
 * One run of an adapter's program: it is started without a shell, exchanges lines, and is ended together with everything
 * that it started.
 */
import { execa } from "execa";
import { readLines } from "../protocol/lines.ts";
import type { Mishap } from "./mishap.ts";
import { watch } from "./watchdog.ts";

/** How many characters of standard error are kept for messages: its end, which usually has the reason. */
const STDERR_TAIL = 4_000;

/** How long a program may take to end once it should, before it is killed. */
const GRACE_MS = 1_000;

/** How long output is read after the program has ended; a process that cannot be found may hold the pipe open. */
const DRAIN_MS = 500;

type ChildEvent =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too-long" }
  | ({ readonly kind: "end" } & Mishap);

export interface Child {
  /** The lines of standard output as they arrive, then `end`. */
  readonly events: AsyncIterable<ChildEvent>;
  /** Writes one line. A line for a program that has ended is dropped; its end is an event. */
  readonly send: (line: string) => void;
  /** The last lines that it wrote to standard error. */
  readonly stderr: () => string;
  /** Closes its input, waits a moment, then kills it and its children. */
  readonly stop: () => Promise<void>;
  /** Kills it and its children at once. */
  readonly kill: () => void;
}

const OPTIONS = {
  stdin: "pipe",
  stdout: "pipe",
  stderr: "pipe",
  buffer: false,
  reject: false,
  // In a separate process group, so that everything it starts can be ended with it.
  detached: true,
  encoding: "buffer",
} as const;

type Running = ReturnType<typeof run>;

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  return execa(file, args, { ...OPTIONS, env });
}

/**
 * Starts a program. If it cannot be started, that is an event too.
 *
 * @param memory the most bytes that it may hold together with the other programs, including everything that they start
 */
export function startChild([file = "", ...args]: readonly string[], memory: number): Child {
  /** Why it was killed, where that says more than the signal. */
  let fate: Mishap | undefined;
  const watched = watch(memory, (how) => {
    fate ??= { how };
    watched.end();
  });
  const [starter = "", ...rest] = watched.marked([file, ...args]);
  const running = run(starter, rest, watched.env);
  if (running.pid !== undefined) watched.begin(running.pid);
  const stderr = tailOf(running.stderr);
  const exited = exitOf(running, file).then(async (how) => {
    // Everything that it left behind is ended too.
    watched.end();
    const drained = setTimeout(() => {
      running.stdout.destroy();
      running.stderr.destroy();
    }, DRAIN_MS);
    // Its last output may still be in the pipe.
    await stderr.ended;
    if (running.stdout.closed) clearTimeout(drained);
    return how;
  });
  const endFor = (reason: Mishap): void => {
    const timer = setTimeout(() => {
      fate = reason;
      watched.end();
    }, GRACE_MS);
    void exited.then(() => clearTimeout(timer));
  };
  running.stdin.once("error", () => endFor({ how: "closed its standard input", hindrance: "no-protocol" }));
  running.stdin.on("error", () => {});
  async function* events(): AsyncGenerator<ChildEvent> {
    try {
      for await (const line of readLines(running.stdout)) {
        yield "tooLong" in line ? { kind: "too-long" } : { kind: "line", text: line.text };
      }
    } catch {
      // A broken pipe tells no more than the end of the program.
    }
    endFor({ how: "closed its standard output", hindrance: "no-protocol" });
    const how = await exited;
    yield { kind: "end", ...(fate ?? how) };
  }
  return {
    events: events(),
    send: (line) => {
      if (!running.stdin.writable) return;
      // Lines that are sent together are written together.
      if (running.stdin.writableCorked === 0) {
        running.stdin.cork();
        process.nextTick(() => running.stdin.uncork());
      }
      running.stdin.write(`${line}\n`);
    },
    stderr: stderr.tail,
    kill: watched.end,
    stop: async () => {
      running.stdin.end();
      endFor({ how: "ignored the end of its input" });
      // Output that nobody reads would keep it from ending.
      running.stdout.resume();
      await exited;
    },
  };
}

/** How the program ended. Its own exit counts, not the end of the pipes, which a grandchild may hold open. */
function exitOf(running: Running, file: string): Promise<Mishap> {
  const exit = new Promise<Mishap>((resolve) => {
    running.once("exit", (code, signal) => {
      if (signal !== null) resolve({ how: `was ended by ${signal}` });
      // One that ends as it should has not heard what was asked.
      else resolve({ how: `exited with status ${code}`, ...(code === 0 && { hindrance: "no-protocol" }) });
    });
  });
  const failed = running.then(({ code, shortMessage = "unknown reason" }): Mishap => {
    if (code === "ENOENT")
      return { how: "cannot be started", detail: `: no program named ${file}`, hindrance: "no-program" };
    return code === "EACCES"
      ? { how: "cannot be started", detail: `: ${file} is not executable` }
      : { how: "failed", detail: `: ${shortMessage}` };
  });
  return Promise.race([exit, failed]);
}

/** The end of what was written to standard error so far, and a promise for when it is complete. */
function tailOf(stderr: NodeJS.ReadableStream): {
  readonly tail: () => string;
  readonly ended: Promise<void>;
} {
  let tail = "";
  stderr.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.subarray(-STDERR_TAIL).toString("utf8")).slice(-STDERR_TAIL);
  });
  return {
    tail: () => lastLines(tail.trim()),
    ended: new Promise((resolve) => stderr.once("close", resolve)),
  };
}

/** Lines that say where an error was thrown or by which Node, not what the error is. */
const BESIDE_THE_POINT = /^\s+at |^Node\.js v\d|^\s*$/;

/** The last three lines, each cut off at its end, since an error says at the beginning what it is. */
function lastLines(text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => !BESIDE_THE_POINT.test(line))
    .slice(-3);
  return lines.map((line) => (line.length > 200 ? `${line.slice(0, 200)}…` : line)).join(" / ");
}
