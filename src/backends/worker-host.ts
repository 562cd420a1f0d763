/** The other end of in-worker.ts: loads the backend and answers its calls. */
import { parentPort, workerData } from "node:worker_threads";
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import type { BackendId } from "./ids.ts";
import { BACKENDS } from "./index.ts";

export interface ToWorker {
  readonly id: number;
  readonly call: Call;
}

export type FromWorker =
  | {
      readonly type: "ready";
      readonly about: Pick<
        Implementation,
        "name" | "version" | "language" | "variants" | "gradient" | "judged" | "codes"
      >;
    }
  | { readonly type: "missing"; readonly message: string }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer };

const { id, version } = workerData as { readonly id: BackendId; readonly version: string };
const say = (message: FromWorker): void => parentPort!.postMessage(message);

async function answerTo(implementation: Implementation, call: Call): Promise<Answer> {
  try {
    return await implementation.answer(call);
  } catch (error) {
    return { kind: "errored", message: error instanceof Error ? error.message : String(error) };
  }
}

try {
  const implementation = await BACKENDS[id](version);
  const { name, version: release, language, variants, gradient, judged, codes = false } = implementation;
  parentPort!.on("message", async (asked: ToWorker) => {
    say({ type: "answer", id: asked.id, answer: await answerTo(implementation, asked.call) });
  });
  say({ type: "ready", about: { name, version: release, language, variants, gradient, judged, codes } });
} catch (error) {
  if ((error as Error).name !== "MissingError") throw error;
  say({ type: "missing", message: (error as Error).message });
}
