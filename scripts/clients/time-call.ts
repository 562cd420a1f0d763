/** Measures how long one call takes, asked as the judge asks: one line out, one line back. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { splitCommand } from "../../src/adapters/command-line.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import type { Prepared } from "./prepare.ts";

/** Rows and classes of the call. */
const ROWS = 32;
const CLASSES = 100;

/** The first that it answers; a client without smoothing is timed at 0. */
const SMOOTHINGS = [0.1, 0];

const WARM_UP = 5;
const MOST_PAIRS = 100;
const MOST_MS = 6000;

/** The longest that all of it may take, start included: a client that compiles is slow at first. */
const LONGEST_MS = 10 * 60_000;

export interface CallTime {
  /** Median milliseconds of loss and gradient, transport included. */
  readonly call: number;
  /** Median milliseconds of an echo of the same logits, which is the time of the transport alone. */
  readonly echo: number;
  /** Milliseconds between the quartiles of the echo: a smaller difference of call and echo cannot be told from none. */
  readonly spread?: number;
  readonly labelSmoothing?: number;
  readonly shape: readonly number[];
}

export interface NotTimed {
  /** What it says instead of a result. */
  readonly reason: string;
}

interface Said {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Calls and echoes in turn, so that whatever else the machine does slows both. */
export async function timeCall(
  command: string,
  record: VariantRecord,
  { folder, environment }: Prepared,
): Promise<CallTime | NotTimed> {
  const [program, ...args] = splitCommand(command);
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: object): Promise<Said> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("it ended, or took too long");
    return JSON.parse(value);
  };
  const watch = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
  try {
    await ask({ type: "hello", protocol: 1 });
    const refusals: string[] = [];
    for (const labelSmoothing of SMOOTHINGS) {
      const request = requestFor(record, labelSmoothing);
      const { type, reason, message } = await ask(request);
      if (type !== "result") {
        refusals.push(reason ?? message ?? "no answer");
        continue;
      }
      const echo = { type: "echo", id: "echo", tensor: firstInput(record) };
      const [calls, echoes] = await inTurn(
        () => ask(request),
        () => ask(echo),
      );
      const spread = quantile(echoes, 0.75) - quantile(echoes, 0.25);
      const shape = [ROWS, CLASSES];
      return {
        ...{ call: quantile(calls, 0.5), echo: quantile(echoes, 0.5), spread: rounded(spread) },
        ...{ labelSmoothing, shape },
      };
    }
    return { reason: refusals.at(-1)! };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(watch);
    child.stdin.end(`${JSON.stringify({ type: "bye" })}\n`);
    child.kill();
  }
}

/** Milliseconds of each, in ascending order. */
async function inTurn(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP; i += 1) {
    await one();
    await other();
  }
  const started = performance.now();
  while (times[0].length < MOST_PAIRS && performance.now() - started < MOST_MS) {
    times[0].push(await millisecondsOf(one));
    times[1].push(await millisecondsOf(other));
  }
  for (const each of times) each.sort((a, b) => a - b);
  return times;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function quantile(ascending: readonly number[], part: number): number {
  return rounded(ascending[Math.floor((ascending.length - 1) * part)] ?? 0);
}

function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}

/** Logits between -5 and 5, the same each time; probabilities and their logarithms come from them. */
function firstInput(record: VariantRecord): { dtype: "float32"; shape: number[]; data: number[] } {
  const logits = Array.from({ length: ROWS * CLASSES }, (_, i) => ((i * 7919) % 1001) / 100 - 5);
  const data =
    record.axes.input === "logits"
      ? logits
      : logits.map((x, i) => {
          const row = logits.slice(
            Math.floor(i / CLASSES) * CLASSES,
            (Math.floor(i / CLASSES) + 1) * CLASSES,
          );
          const p = Math.exp(x) / row.reduce((sum, each) => sum + Math.exp(each), 0);
          return record.axes.input === "probs" ? p : Math.log(p);
        });
  return { dtype: "float32", shape: [ROWS, CLASSES], data: data.map(Math.fround) };
}

function requestFor(record: VariantRecord, labelSmoothing: number): object {
  const classes = Array.from({ length: ROWS }, (_, row) => 1 + ((row * 31) % (CLASSES - 1)));
  const target = record.accepts.targets.includes("indices")
    ? { dtype: "int64", shape: [ROWS], data: classes }
    : {
        dtype: "float32",
        shape: [ROWS, CLASSES],
        data: classes.flatMap((hot) => Array.from({ length: CLASSES }, (_, k) => Number(k === hot))),
      };
  return {
    type: "run",
    id: "time",
    variant: record.id,
    options: {
      labelSmoothing,
      ...("numClasses" in record.options ? { numClasses: CLASSES } : {}),
    },
    inputs: { [record.axes.input]: firstInput(record), target },
    want: ["loss", "gradient"],
  };
}
