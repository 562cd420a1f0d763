/** One of our backends in a separate thread, so that several can answer at once. */
import { Worker } from "node:worker_threads";
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { BackendId } from "./ids.ts";
import { MissingError } from "./missing.ts";
import type { FromWorker, ToWorker } from "./worker-host.ts";

/** How many calls a thread is given ahead, so that it does not wait between two of them. */
const IN_FLIGHT = 8;

/** @throws MissingError where what the backend needs is not installed */
export async function workerImplementation(id: BackendId, version: string): Promise<Implementation> {
  const worker = new Worker(new URL("./worker-host.js", import.meta.url), { workerData: { id, version } });
  const open = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  const settleAll = (message: string): void => {
    for (const settle of open.values()) settle({ kind: "errored", message });
    open.clear();
  };
  const about = await new Promise<Extract<FromWorker, { type: "ready" }>["about"]>((resolve, reject) => {
    worker.on("message", (message: FromWorker) => {
      if (message.type === "ready") resolve(message.about);
      else if (message.type === "missing") reject(new MissingError(message.message));
      else {
        open.get(message.id)?.(message.answer);
        open.delete(message.id);
      }
    });
    worker.on("error", (error) => {
      reject(error);
      settleAll(`the worker broke: ${String(error)}`);
    });
    worker.on("exit", () => settleAll("the worker was stopped before it answered"));
  });
  return {
    ...about,
    inFlight: IN_FLIGHT,
    answer: (call) =>
      new Promise((settle) => {
        asked += 1;
        open.set(asked, settle);
        const { id: name, variant, dtype, options, inputs } = call;
        worker.postMessage({
          id: asked,
          call: { id: name, variant, dtype, options, inputs },
        } satisfies ToWorker);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
