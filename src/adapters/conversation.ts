/**
 * A conversation with an adapter that may crash, hang, answer out of order or send malformed lines.
 *
 * Requests are pipelined. When the program dies or falls silent, the request that it was working on is given up, the
 * program is started again and the other requests are sent again; a program that keeps dying is given up. A malformed
 * line fails the request that it should have answered.
 */
import type { Answer } from "../compare/verdict.ts";
import type { Request, Response } from "../protocol/messages.ts";
import { AdapterError } from "./adapter-error.ts";
import { type Child, startChild } from "./child.ts";
import { hear } from "./hearing.ts";
import type { Mishap } from "./mishap.ts";
import { OpenRequests } from "./open-requests.ts";
import { Silence } from "./silence.ts";

export interface Limits {
  /** Longest silence while a request is open, in milliseconds. */
  readonly perCase: number;
  /** Longest wait for hello: some runtimes take long to load. */
  readonly start: number;
  /** The most memory, in bytes, that the program may hold, including everything that it starts. */
  readonly memory: number;
}

/** A program that dies this often without an answer in between is given up; sooner where it has never answered. */
const FRUITLESS_STARTS = { never: 5, before: 20 } as const;

/** The most starts in total. */
const MOST_STARTS = 100;

export type Hello = Extract<Response, { type: "hello" }>;

export class Conversation {
  readonly #command: readonly string[];
  readonly #limits: Limits;
  readonly #open = new OpenRequests();
  /** By kind: the first remark, and how many there were. */
  readonly #remarks = new Map<string, { readonly first: string; readonly count: number }>();
  readonly #silence = new Silence((milliseconds) => this.#fail(this.#silent(milliseconds)));
  #child: Child | undefined;
  /** The program that has answered everything and was told goodbye; its output is still read. */
  #leaving: Child | undefined;
  /** Settles when the output of the program that was started last has been read. */
  #heard: Promise<void> = Promise.resolve();
  #starts = 0;
  #fruitless = 0;
  #hasAnswered = false;
  /** Whether the program that runs now has said hello. */
  #greeted = false;
  /** Why no more requests are sent. */
  #over: string | undefined;
  #hello:
    | { readonly resolve: (hello: Hello) => void; readonly reject: (error: AdapterError) => void }
    | undefined;

  constructor(command: readonly string[], limits: Limits) {
    this.#command = command;
    this.#limits = limits;
  }

  /** Odd behaviour that did no harm, each kind once. */
  get remarks(): readonly string[] {
    return [...this.#remarks.values()].map(
      ({ first, count }) => `the adapter ${first}${count === 1 ? "" : ` (and ${count - 1} more like it)`}`,
    );
  }

  /** Starts the program and waits for its hello. @throws AdapterError */
  start(): Promise<Hello> {
    return new Promise((resolve, reject) => {
      this.#hello = { resolve, reject };
      this.#spawn();
    });
  }

  /** Sends a request and waits for its answer; never throws and always settles. */
  ask(request: Extract<Request, { readonly id: string }>): Promise<Answer | Response> {
    if (this.#over !== undefined) return Promise.resolve({ kind: "unasked", reason: this.#over });
    return new Promise((settle) => {
      const lines = this.#open.add(request.id, JSON.stringify(request), settle);
      if (this.#child === undefined) this.#spawn();
      else this.#send(lines);
      if (this.#open.size === 1) this.#watch();
    });
  }

  /** Says goodbye. Afterwards the program and everything it started have ended, and open requests are settled. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (this.#open.size === 0) this.#leaving = child;
    this.#giveUp("the adapter was stopped before it answered");
    child?.send(JSON.stringify({ type: "bye" }));
    await child?.stop();
    if (this.#leaving !== undefined) await this.#heard;
  }

  #spawn(): void {
    this.#starts += 1;
    this.#fruitless += 1;
    this.#greeted = false;
    this.#child = startChild(this.#command, this.#limits.memory);
    this.#send([JSON.stringify({ type: "hello", protocol: 1 }), ...this.#open.toSend()]);
    this.#watch();
    this.#heard = this.#listen(this.#child);
  }

  #send(lines: readonly string[]): void {
    for (const line of lines) this.#child?.send(line);
  }

  async #listen(child: Child): Promise<void> {
    for await (const event of child.events) {
      if (child === this.#leaving) {
        if (event.kind === "line") this.#hearAgain(hear(event.text));
        continue;
      }
      if (child !== this.#child) return;
      if (event.kind === "line") this.#hear(event.text);
      else this.#fail(event.kind === "too-long" ? { how: "wrote a line longer than 64 MiB" } : event);
    }
  }

  #hear(text: string): void {
    const heard = hear(text);
    if ("nonsense" in heard) {
      if (this.#greeted) this.#giveUpOne(this.#withStderr(heard.nonsense), heard.id);
      else this.#fail(heard.nonsense);
    } else if (heard.type === "hello" && this.#greeted) {
      // Only one hello was asked for; another does not count as an answer.
      this.#remark("hello", "said hello again");
    } else if (heard.type === "hello") {
      this.#greeted = true;
      this.#hello?.resolve(heard);
      this.#hello = undefined;
      this.#watch();
    } else if (heard.id !== null && this.#open.has(heard.id)) {
      // An echo shows that the transport works, not that the loss does.
      if (heard.type !== "echo") {
        this.#fruitless = 0;
        this.#hasAnswered = true;
      }
      this.#send(this.#open.settle(heard.id, heard));
      this.#watch();
    } else if (!this.#hearAgain(heard)) {
      const said = heard.type === "error" ? `: ${heard.message}` : "";
      if (this.#hello !== undefined && heard.type === "error")
        this.#fail({ how: "refused to start", detail: said });
      else
        this.#giveUpOne({
          how: "answered with an id which was not asked",
          detail: `, ${JSON.stringify(heard.id)}${said}`,
        });
    }
  }

  /** Whether this is another answer to a request that was already answered. */
  #hearAgain(heard: ReturnType<typeof hear>): boolean {
    if ("nonsense" in heard || heard.type === "hello" || heard.id === null) return false;
    if (!this.#open.wasSettled(heard.id)) return false;
    this.#remark("twice", `answered ${heard.id} more than once`);
    return true;
  }

  /** The program cannot be used any more: ends it, blames one request and starts the program again. */
  #fail(mishap: Mishap): void {
    const child = this.#child;
    const blamed = this.#withStderr(mishap);
    const message = wordsOf(blamed);
    this.#child = undefined;
    this.#silence.stop();
    child?.kill();
    if (this.#hello !== undefined) {
      const { hindrance } = mishap;
      this.#hello.reject(
        new AdapterError(`the adapter ${message}`, hindrance === undefined ? {} : { hindrance }),
      );
      this.#hello = undefined;
      this.#giveUp(`the adapter ${message}`);
      return;
    }
    if (this.#open.size === 0) {
      // The next request starts it again.
      this.#remark("idle", `${message}, with nothing asked of it`);
      return;
    }
    const culprit = this.#open.culprit();
    if (culprit !== undefined) this.#giveUpOne(blamed, culprit);
    const isFruitless = this.#fruitless >= FRUITLESS_STARTS[this.#hasAnswered ? "before" : "never"];
    if (isFruitless || this.#starts >= MOST_STARTS) {
      const starts = isFruitless ? `${this.#fruitless} starts without an answer` : `${this.#starts} starts`;
      this.#giveUp(`given up after ${starts}: the adapter ${message}`);
    } else if (this.#open.size > 0) this.#spawn();
  }

  /** Settles the request with this id, or the oldest one, as errored. */
  #giveUpOne(mishap: Mishap, id?: string): void {
    const key = id !== undefined && this.#open.has(id) ? id : this.#open.oldest;
    const { how, detail = "" } = mishap;
    if (key === undefined) this.#remark("unasked", wordsOf(mishap));
    else this.#send(this.#open.settle(key, { kind: "errored", message: `the adapter ${how}`, detail }));
    this.#watch();
  }

  #giveUp(message: string): void {
    this.#over ??= message;
    this.#child = undefined;
    this.#silence.stop();
    this.#open.settleAll({ kind: "unasked", reason: this.#over });
  }

  #remark(kind: string, remark: string): void {
    const { first = remark, count = 0 } = this.#remarks.get(kind) ?? {};
    this.#remarks.set(kind, { first, count: count + 1 });
  }

  /** Restarts the clock: silence is measured from the last answer. */
  #watch(): void {
    if (this.#child === undefined || (this.#greeted && this.#open.size === 0)) this.#silence.stop();
    else this.#silence.watch(this.#greeted ? this.#limits.perCase : this.#limits.start);
  }

  #silent(milliseconds: number): Mishap {
    const seconds = `within ${milliseconds / 1000} s`;
    if (this.#greeted) return { how: `gave no answer ${seconds}` };
    return {
      how: `did not say hello ${seconds}`,
      detail: " (each line must be flushed to standard output)",
      hindrance: "no-protocol",
    };
  }

  #withStderr(mishap: Mishap): Mishap {
    const stderr = this.#child?.stderr() ?? "";
    if (stderr === "") return mishap;
    const { detail = "" } = mishap;
    return { ...mishap, detail: `${detail}; its standard error ends: ${JSON.stringify(stderr)}` };
  }
}

function wordsOf({ how, detail = "" }: Mishap): string {
  return `${how}${detail}`;
}
