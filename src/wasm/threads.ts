/**
 * Shares rows among threads. Each thread has an instance of the kernels over one shared memory and takes the next few rows
 * when it has finished its own, so that no result depends on the number of threads.
 *
 * The caller waits as in any other call. A thread that dies is not used any more; the caller computes the rows that it had
 * taken.
 */
import type { Memory } from "./engine.ts";

const KERNEL_NAMES = ["rows32", "rows64", "labels32", "planes32"] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

/** How the rows of a call are computed: by this thread alone, or by several. */
export type RunRows = (
  kernel: KernelName,
  /** Arguments of the kernel, without the range of rows. */
  args: readonly number[],
  rows: {
    readonly count: number;
    /** Rows that are computed as one, and so by one thread. */
    readonly together: number;
    /** Whether rows can be computed twice, which is impossible where their gradient overwrites them. */
    readonly isRepeatable: boolean;
  },
) => void;

/**
 * The positions of the words that all threads share. `ticket` has the number of the call above `CHUNK_BITS`, and the next
 * chunk below, so that a thread that is late for one call cannot take a chunk of another by mistake.
 */
const CONTROL = {
  call: 0,
  ticket: 1,
  chunks: 2,
  done: 3,
  rowsPerChunk: 4,
  count: 5,
  kernel: 6,
  args: 8,
  names: KERNEL_NAMES,
};

const CHUNK_BITS = 12;

/** A chunk that no call has, so that nothing can be taken while a call is being prepared. */
const NO_CHUNK = 2 ** CHUNK_BITS - 1;

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

/** The code of each thread. It is text, since a bundler might move a file to where it cannot be found. */
const CODE = `
const { parentPort, workerData } = require("node:worker_threads");
const { module, memory, control, scratch } = workerData;
WebAssembly.instantiate(module, { env: { memory } }).then(({ exports }) => {
  exports.scratch.value = scratch;
  const state = new Int32Array(control);
  parentPort.postMessage("ready");
  for (let seen = 0; ; ) {
    Atomics.wait(state, ${CONTROL.call}, seen);
    seen = Atomics.load(state, ${CONTROL.call});
    if (seen === -1) return;
    (${takeChunks.toString()})(state, exports, ${JSON.stringify(CONTROL)}, ${NO_CHUNK});
  }
});
`;

type Take = (from: number, to: number) => void;

/**
 * Takes chunks of rows until none are left. Its text runs in the threads, so it uses nothing that is defined outside it.
 *
 * A chunk belongs to the thread that advances the ticket. The description of a call does not change until all chunks are
 * done.
 */
function takeChunks(
  state: Int32Array,
  kernels: { readonly [name: string]: (...args: number[]) => void },
  at: typeof CONTROL,
  chunkMask: number,
): void {
  for (;;) {
    const ticket = Atomics.load(state, at.ticket);
    const chunk = ticket & chunkMask;
    if (chunk >= Atomics.load(state, at.chunks)) return;
    if (Atomics.compareExchange(state, at.ticket, ticket, ticket + 1) !== ticket) continue;
    const from = chunk * state[at.rowsPerChunk]!;
    const to = Math.min(from + state[at.rowsPerChunk]!, state[at.count]!);
    const args = Array.from(state.subarray(at.args, at.args + 14));
    const kernel = kernels[at.names[state[at.kernel]!]!]!;
    kernel(...args.slice(0, 9), from, to, ...args.slice(9));
    Atomics.add(state, at.done, 1);
    Atomics.notify(state, at.done);
  }
}

/** Starts `threads - 1` threads in addition to this one; `scratchOf` reserves memory for a thread's own blocks. */
export async function crewOf(
  threads: number,
  module: object,
  memory: Memory,
  kernels: object,
  scratchOf: () => number,
): Promise<{ readonly runRows: RunRows; readonly close: () => Promise<void> }> {
  const control = new SharedArrayBuffer(4 * 32);
  const state = new Int32Array(control);
  const { Worker } = workerThreads()!;
  const workers = new Set<Worker>();
  const ready = Array.from({ length: threads - 1 }, () => {
    const workerData = { module, memory, control, scratch: scratchOf() };
    const worker = new Worker(CODE, { eval: true, workerData });
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
  const runRows: RunRows = (kernel, args, { count, together, isRepeatable }) => {
    const alone: Take = (from, to) => named[kernel]!(...args.slice(0, 9), from, to, ...args.slice(9));
    if (workers.size === 0 || count < 2) return alone(0, count);
    const rowsPerChunk = Math.max(1, Math.floor(count / (8 * threads) / together)) * together;
    const chunks = Math.ceil(count / rowsPerChunk);
    const first = ((Atomics.load(state, CONTROL.ticket) >> CHUNK_BITS) + 1) << CHUNK_BITS;
    Atomics.store(state, CONTROL.ticket, first | NO_CHUNK);
    state.set(args, CONTROL.args);
    state[CONTROL.rowsPerChunk] = rowsPerChunk;
    state[CONTROL.count] = count;
    state[CONTROL.kernel] = KERNEL_NAMES.indexOf(kernel);
    Atomics.store(state, CONTROL.done, 0);
    Atomics.store(state, CONTROL.chunks, chunks);
    Atomics.store(state, CONTROL.ticket, first);
    Atomics.add(state, CONTROL.call, 1);
    Atomics.notify(state, CONTROL.call);
    takeChunks(state, named, CONTROL, NO_CHUNK);
    for (let done = Atomics.load(state, CONTROL.done); done < chunks; ) {
      const waited = Atomics.wait(state, CONTROL.done, done, PATIENCE);
      done = Atomics.load(state, CONTROL.done);
      if (waited !== "timed-out") continue;
      // A thread has died that had taken rows.
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
