/**
 * Rows shared out among threads. Each thread has an instance of the kernels over one shared memory and takes the next
 * few rows when it is done with its own, so that no result depends on how many there are.
 *
 * The caller waits as in any other call. A thread that dies is no longer asked; if it dies with rows in its hands, the
 * caller computes them.
 */
import type { Memory } from "./engine.ts";

/** How the rows of a call are computed: by this thread alone, or by several. */
export type RunRows = (
  kernel: "rows32" | "rows64",
  /** Arguments of the kernel, without the range of rows. */
  args: readonly number[],
  count: number,
  /** Whether rows can be computed twice: not where their gradient takes their place. */
  isRepeatable: boolean,
) => void;

/** As in the text of `loop` below. */
const CONTROL = { call: 0, next: 1, chunks: 2, done: 3, rowsPerChunk: 4, count: 5, kernel: 6, args: 8 };

/** Milliseconds without any progress after which a thread is given up. */
const PATIENCE = 10_000;

interface Worker {
  unref(): void;
  terminate(): Promise<number>;
  on(event: "exit" | "error" | "message", listen: () => void): void;
}

interface WorkerThreads {
  readonly Worker: new (code: string, options: object) => Worker;
}

/** Node's threads; undefined elsewhere. */
function workerThreads(): WorkerThreads | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("node:worker_threads") as WorkerThreads | undefined;
}

/** Whether threads can share a memory here. */
export function canShare(): boolean {
  return typeof SharedArrayBuffer === "function" && workerThreads() !== undefined;
}

/** What each thread runs. It is text, since a file would have to be found where bundlers have moved it. */
const CODE = `
const { parentPort, workerData } = require("node:worker_threads");
const { module, memory, control } = workerData;
WebAssembly.instantiate(module, { env: { memory } }).then(({ exports }) => {
  const state = new Int32Array(control);
  parentPort.postMessage("ready");
  for (let seen = 0; ; ) {
    Atomics.wait(state, ${CONTROL.call}, seen);
    seen = Atomics.load(state, ${CONTROL.call});
    if (seen === -1) return;
    (${takeChunks.toString()})(state, exports, ${CONTROL.next}, ${CONTROL.args});
  }
});
`;

type Take = (from: number, to: number) => void;

/** Takes rows until none are left. Its text runs in the threads, so it names nothing from around it. */
function takeChunks(
  state: Int32Array,
  kernels: { readonly [name: string]: (...args: number[]) => void },
  next: number,
  firstArg: number,
): void {
  for (;;) {
    const chunk = Atomics.add(state, next, 1);
    if (chunk >= Atomics.load(state, next + 1)) return;
    const from = chunk * state[next + 3]!;
    const to = Math.min(from + state[next + 3]!, state[next + 4]!);
    const args = Array.from(state.subarray(firstArg, firstArg + 13));
    const kernel = kernels[state[next + 5] === 32 ? "rows32" : "rows64"]!;
    kernel(...args.slice(0, 8), from, to, ...args.slice(8));
    Atomics.add(state, next + 2, 1);
    Atomics.notify(state, next + 2);
  }
}

/** Starts `threads - 1` threads beside this one. */
export async function crewOf(
  threads: number,
  module: object,
  memory: Memory,
  kernels: object,
): Promise<{ readonly runRows: RunRows; readonly close: () => Promise<void> }> {
  const control = new SharedArrayBuffer(4 * 32);
  const state = new Int32Array(control);
  const { Worker } = workerThreads()!;
  const workers = new Set<Worker>();
  const ready = Array.from({ length: threads - 1 }, () => {
    const worker = new Worker(CODE, { eval: true, workerData: { module, memory, control } });
    workers.add(worker);
    return new Promise<void>((settle) => {
      worker.on("message", () => {
        worker.unref();
        settle();
      });
      for (const event of ["exit", "error"] as const)
        worker.on(event, () => {
          workers.delete(worker);
          settle();
        });
    });
  });
  await Promise.all(ready);
  const named = kernels as { readonly [name: string]: (...args: number[]) => void };
  const runRows: RunRows = (kernel, args, count, isRepeatable) => {
    const alone: Take = (from, to) => named[kernel]!(...args.slice(0, 8), from, to, ...args.slice(8));
    if (workers.size === 0 || count < 2) return alone(0, count);
    const rowsPerChunk = Math.max(1, Math.floor(count / (8 * threads)));
    const chunks = Math.ceil(count / rowsPerChunk);
    // A thread that is late for the last call may take a chunk of this one: so the count of chunks comes last.
    Atomics.store(state, CONTROL.chunks, 0);
    state.set(args, CONTROL.args);
    state[CONTROL.rowsPerChunk] = rowsPerChunk;
    state[CONTROL.count] = count;
    state[CONTROL.kernel] = kernel === "rows32" ? 32 : 64;
    Atomics.store(state, CONTROL.done, 0);
    Atomics.store(state, CONTROL.next, 0);
    Atomics.store(state, CONTROL.chunks, chunks);
    Atomics.add(state, CONTROL.call, 1);
    Atomics.notify(state, CONTROL.call);
    takeChunks(state, named, CONTROL.next, CONTROL.args);
    for (let done = Atomics.load(state, CONTROL.done); done < chunks; ) {
      const waited = Atomics.wait(state, CONTROL.done, done, PATIENCE);
      done = Atomics.load(state, CONTROL.done);
      if (waited !== "timed-out") continue;
      // A thread has died with rows in its hands.
      for (const worker of workers) void worker.terminate();
      workers.clear();
      if (!isRepeatable) throw new Error("wasm: a thread has died while logits were being overwritten");
      return alone(0, count);
    }
  };
  const close = async (): Promise<void> => {
    const ended = [...workers].map((worker) => worker.terminate());
    workers.clear();
    await Promise.all(ended);
  };
  return { runRows, close };
}
