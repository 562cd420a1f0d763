/**
 * A conversation with an adapter that may crash, hang, answer out of order or say nonsense.
 *
 * Requests are pipelined. When the program dies or falls silent, the oldest open request is given up (it is the one
 * being worked on), the program is started again and the others are asked anew; a program that keeps dying is left
 * alone.
 */
import type { Answer } from "../compare/verdict.ts";
import { describeIssue, type Response, responseSchema } from "../protocol/messages.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";
import { AdapterError } from "./adapter-error.ts";
import { type Child, startChild } from "./child.ts";

export interface Limits {
  /** Longest silence while a request is open, in milliseconds. */
  readonly perCase: number;
  /** Longest wait for the first hello: some runtimes take long to load. */
  readonly start: number;
}

export const DEFAULT_LIMITS: Limits = { perCase: 10_000, start: 60_000 };

/** Starts after which a program that keeps failing is given up. */
const MOST_STARTS = 10;

interface Open {
  readonly line: string;
  readonly settle: (answer: Answer | Response) => void;
}

export type Hello = Extract<Response, { type: "hello" }>;

export class Conversation {
  readonly #command: string | readonly string[];
  readonly #limits: Limits;
  readonly #open = new Map<string, Open>();
  readonly #answered = new Set<string>();
  readonly #remarks = new Set<string>();
  #child: Child | undefined;
  #starts = 0;
  #timer: NodeJS.Timeout | undefined;
  #over: string | undefined;
  #hello:
    | { readonly resolve: (hello: Hello) => void; readonly reject: (error: AdapterError) => void }
    | undefined;

  constructor(command: string | readonly string[], limits: Limits = DEFAULT_LIMITS) {
    this.#command = command;
    this.#limits = limits;
  }

  /** Odd behaviour that broke nothing, once each. */
  get remarks(): readonly string[] {
    return [...this.#remarks];
  }

  /** Starts the program and waits for its hello. @throws AdapterError */
  start(): Promise<Hello> {
    return new Promise((resolve, reject) => {
      this.#hello = { resolve, reject };
      this.#spawn();
    });
  }

  /** Sends a request and waits for its answer; never throws and always settles. */
  ask(request: { readonly type: string; readonly id: string }): Promise<Answer | Response> {
    if (this.#over !== undefined) return Promise.resolve({ kind: "errored", message: this.#over });
    return new Promise((settle) => {
      const line = JSON.stringify(request);
      this.#open.set(request.id, { line, settle });
      this.#child?.send(line);
      if (this.#open.size === 1) this.#watch(this.#limits.perCase);
    });
  }

  /** Says goodbye; the program and what it started are gone afterwards. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#over ??= "the adapter was stopped";
    const child = this.#child;
    this.#child = undefined;
    child?.send(JSON.stringify({ type: "bye" }));
    await child?.stop();
  }

  #spawn(): void {
    this.#starts += 1;
    const child = startChild(this.#command);
    this.#child = child;
    child.send(JSON.stringify({ type: "hello", protocol: 1 }));
    for (const { line } of this.#open.values()) child.send(line);
    this.#watch(this.#starts === 1 || this.#hello !== undefined ? this.#limits.start : this.#limits.start);
    void this.#listen(child);
  }

  async #listen(child: Child): Promise<void> {
    for await (const event of child.events) {
      if (child !== this.#child) return;
      if (event.kind === "line") this.#hear(event.text);
      else this.#fail(event.kind === "too-long" ? "wrote a line longer than 64 MiB" : event.how);
    }
  }

  #hear(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.#fail(`wrote something that is not JSON to standard output: ${JSON.stringify(text.slice(0, 80))}`);
      return;
    }
    const parsed = responseSchema.safeParse(message);
    if (!parsed.success) {
      const { argument, problem } = describeIssue(parsed.error);
      this.#fail(`broke the protocol: ${argument}: ${problem}`, idOf(message));
      return;
    }
    this.#receive(parsed.data);
  }

  #receive(response: Response): void {
    if (response.type === "hello") {
      this.#hello?.resolve(response);
      this.#hello = undefined;
      this.#watch(this.#limits.perCase);
      return;
    }
    const open = response.id === null ? undefined : this.#open.get(response.id);
    if (open !== undefined) {
      this.#open.delete(response.id!);
      this.#answered.add(response.id!);
      this.#watch(this.#limits.perCase);
      open.settle(response);
    } else if (response.id !== null && this.#answered.has(response.id)) {
      this.#remarks.add(`answered ${response.id} more than once`);
    } else {
      const said = response.type === "error" ? `: ${response.message}` : "";
      this.#giveUpOldest(`answered with id ${JSON.stringify(response.id)}, which was not asked${said}`);
    }
  }

  /** The program is of no more use: end it, give up one request, start again. */
  #fail(how: string, id?: string): void {
    const child = this.#child;
    this.#child = undefined;
    clearTimeout(this.#timer);
    child?.kill();
    const stderr = child?.stderr() ?? "";
    const message = `the adapter ${how}${stderr === "" ? "" : `; its standard error ends: ${lastLines(stderr)}`}`;
    if (this.#hello !== undefined) {
      this.#hello.reject(new AdapterError(message));
      this.#hello = undefined;
      this.#over = message;
      return;
    }
    if (this.#open.size === 0 && this.#over !== undefined) return;
    this.#giveUpOldest(message, id);
    if (this.#starts >= MOST_STARTS) {
      this.#over = `${message} (given up after ${MOST_STARTS} starts)`;
      for (const { settle } of this.#open.values()) settle({ kind: "errored", message: this.#over });
      this.#open.clear();
    } else if (this.#over === undefined) this.#spawn();
  }

  #giveUpOldest(message: string, id?: string): void {
    const key = id !== undefined && this.#open.has(id) ? id : this.#open.keys().next().value;
    if (key === undefined) {
      this.#remarks.add(message);
      return;
    }
    const { settle } = this.#open.get(key)!;
    this.#open.delete(key);
    this.#answered.add(key);
    settle({ kind: "errored", message });
  }

  /** Starts the clock anew: silence is measured from the last answer. */
  #watch(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#open.size === 0 && this.#hello === undefined) return;
    this.#timer = setTimeout(
      () => this.#fail(`gave no answer within ${milliseconds / 1000} s`),
      milliseconds,
    );
  }
}

function idOf(message: unknown): string | undefined {
  return typeof message === "object" && message !== null && "id" in message && typeof message.id === "string"
    ? message.id
    : undefined;
}

function lastLines(text: string): string {
  return JSON.stringify(text.split("\n").slice(-3).join(" / ").slice(-300));
}

/** A response as the judge takes it. */
export function toAnswer(response: Answer | Response): Answer {
  if ("kind" in response) return response;
  try {
    switch (response.type) {
      case "result":
        return {
          kind: "result",
          ...(response.loss === undefined ? {} : { loss: decodeTensor(response.loss, "loss") }),
          ...(response.gradient === undefined
            ? {}
            : { gradient: decodeTensor(response.gradient, "gradient") }),
        };
      case "error":
        return { kind: "error", phase: response.phase, code: response.code, message: response.message };
      case "skipped":
        return { kind: "skipped", reason: response.reason };
      default:
        return { kind: "errored", message: `the adapter answered a run with ${response.type}` };
    }
  } catch (error) {
    return {
      kind: "errored",
      message: `the adapter's ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
