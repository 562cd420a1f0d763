/** A graph in a separate process, with a limit on how long a call may take. */
import { type ChildProcess, fork } from "node:child_process";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { oneLine } from "../files/strangers-text.ts";
import type { Tensor } from "../math/tensor.ts";
import type { ModelFile } from "../onnx/model-file.ts";
import type { Port } from "../onnx/open-graph.ts";
import { AdapterError } from "./adapter-error.ts";
import type { HostRequest, HostResponse } from "./graph-host.ts";
import { type Watch, watch } from "./watchdog.ts";

const HOST = new URL("./graph-host.js", import.meta.url);

/** A graph that keeps failing is given up after this many starts. */
const MOST_STARTS = 5;

export interface GraphLimits {
  /** Longest call, in milliseconds. */
  readonly perCase: number;
  /** Longest wait for the graph to be opened. */
  readonly start: number;
  /** The most memory, in bytes, that the process may hold. */
  readonly memory: number;
}

export type GraphRun =
  | { readonly kind: "outputs"; readonly outputs: { readonly [name: string]: Tensor } }
  /** ONNX Runtime refused these inputs. */
  | { readonly kind: "refused"; readonly message: string }
  /** No answer: it hung or died. */
  | { readonly kind: "lost"; readonly message: string };

export class GraphProcess {
  readonly #file: ModelFile;
  readonly #limits: GraphLimits;
  #child: ChildProcess | undefined;
  #watched: Watch | undefined;
  /** Why the process was ended, where that says more than the signal. */
  #fate: string | undefined;
  #starts = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** Settles when the last process that was ended has gone: killing one takes a moment. */
  #gone: Promise<unknown> = Promise.resolve();
  inputs: readonly Port[] = [];
  outputs: readonly Port[] = [];

  constructor(file: ModelFile, limits: GraphLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Opens the graph. @throws AdapterError where ONNX Runtime refuses it */
  async start(): Promise<void> {
    this.#starts += 1;
    // The path is only there to be seen in the list of processes.
    this.#fate = undefined;
    const { memory } = this.#limits;
    const watched = watch(memory, (how) => {
      this.#fate = how;
      watched.end();
    });
    const child = fork(fileURLToPath(HOST), [this.#file.path], {
      env: watched.env,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      // In a separate process group, which is ended with this process.
      detached: true,
      execArgv: [],
    });
    this.#child = child;
    this.#watched = watched;
    if (child.pid !== undefined) watched.begin(child.pid);
    const { bytes, external, path } = this.#file;
    const answer = await this.#ask({ type: "open", bytes, external: distinct(external) }, this.#limits.start);
    if (typeof answer === "string") {
      await this.#gone;
      throw new AdapterError(`${path}: opening it, ONNX Runtime ${answer}`);
    }
    if (answer.type !== "opened") {
      await this.close();
      throw new AdapterError(`${path}: ONNX Runtime refuses it: ${reasonOf(answer)}`);
    }
    this.inputs = answer.inputs;
    this.outputs = answer.outputs;
  }

  /** Runs one call after the other; never throws. */
  run(inputs: { readonly [name: string]: Tensor }): Promise<GraphRun> {
    const result = this.#turn.then(() => this.#run(inputs));
    this.#turn = result;
    return result;
  }

  async #run(inputs: { readonly [name: string]: Tensor }): Promise<GraphRun> {
    try {
      if (this.#child === undefined) {
        if (this.#starts >= MOST_STARTS)
          return { kind: "lost", message: `given up after ${MOST_STARTS} starts` };
        await this.start();
      }
    } catch (error) {
      return { kind: "lost", message: error instanceof Error ? error.message : String(error) };
    }
    const answer = await this.#ask({ type: "run", inputs }, this.#limits.perCase);
    if (typeof answer === "string") return { kind: "lost", message: `the graph ${answer}` };
    return answer.type === "ran"
      ? { kind: "outputs", outputs: answer.outputs }
      : { kind: "refused", message: reasonOf(answer) };
  }

  /** The answer, or how the process was lost. */
  #ask(request: HostRequest, limit: number): Promise<HostResponse | string> {
    const child = this.#child!;
    return new Promise((resolve) => {
      const settle = (outcome: HostResponse | string): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        child.on("error", () => {});
        if (typeof outcome === "string") this.#drop(child);
        resolve(outcome);
      };
      const timer = setTimeout(() => settle(`gave no answer within ${limit / 1000} s`), limit);
      child.once("message", (response) => settle(response as HostResponse));
      child.once("error", (error) => settle(`cannot be run: ${error.message}`));
      child.once("exit", (code, signal) =>
        settle(this.#fate ?? (signal === null ? `exited with status ${code}` : `was ended by ${signal}`)),
      );
      child.send(request);
    });
  }

  #drop(child: ChildProcess): void {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      this.#gone = Promise.all([this.#gone, exited]);
    }
    this.#watched?.end();
    if (this.#child === child) this.#child = undefined;
  }

  /** Ends the process, and waits until it has gone. */
  async close(): Promise<void> {
    this.#starts = MOST_STARTS;
    if (this.#child !== undefined) this.#drop(this.#child);
    await this.#gone;
  }
}

/** Each file once: ONNX Runtime takes another spelling of the same path for another file. */
function distinct(external: ModelFile["external"]): ModelFile["external"] {
  return [...new Map(external.map(({ path, data }) => [posix.normalize(path), data]))].map(
    ([path, data]) => ({
      path,
      data,
    }),
  );
}

/** ONNX Runtime's message on one line, cut off at a reasonable length. */
function reasonOf(response: HostResponse): string {
  const message = response.type === "failed" ? response.message : `answered with ${response.type}`;
  return oneLine(message.replace(/\s+/g, " ").trim(), 400);
}
