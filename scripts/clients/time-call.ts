/** Measures how long one call takes, asked as the judge asks: one line out, one line back. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { splitCommand } from "../../src/adapters/command-line.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import type { Prepared } from "./prepare.ts";

/** Rows and classes of the call. */
const ROWS = 32;
const CLASSES = 100;

const WARM_UP = 5;
const MOST_CALLS = 100;
const MOST_MS = 3000;

export interface CallTime {
  /** Median milliseconds of loss and gradient, transport included. */
  readonly call: number;
  /** Median milliseconds of an echo of the same logits, which is the time of the transport alone. */
  readonly echo: number;
  readonly shape: readonly number[];
}

/** Undefined where it does not answer the call. */
export async function timeCall(
  command: string,
  record: VariantRecord,
  { folder, environment }: Prepared,
): Promise<CallTime | undefined> {
  const [program, ...args] = splitCommand(command);
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: object): Promise<{ type?: string }> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    return done ? {} : JSON.parse(value);
  };
  try {
    await ask({ type: "hello", protocol: 1 });
    const request = requestFor(record);
    const first = await ask(request);
    if (first.type !== "result") return undefined;
    const call = await median(() => ask(request));
    const echo = await median(() => ask({ type: "echo", id: "echo", tensor: firstInput(record) }));
    return { call, echo, shape: [ROWS, CLASSES] };
  } finally {
    child.stdin.end(`${JSON.stringify({ type: "bye" })}\n`);
    child.kill();
  }
}

async function median(ask: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < WARM_UP; i += 1) await ask();
  const times: number[] = [];
  const started = performance.now();
  while (times.length < MOST_CALLS && performance.now() - started < MOST_MS) {
    const before = performance.now();
    await ask();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return Number((times[Math.floor(times.length / 2)] ?? 0).toPrecision(3));
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

function requestFor(record: VariantRecord): object {
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
      labelSmoothing: 0.1,
      ...("numClasses" in record.options ? { numClasses: CLASSES } : {}),
    },
    inputs: { [record.axes.input]: firstInput(record), target },
    want: ["loss", "gradient"],
  };
}
