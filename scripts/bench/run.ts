/**
 * `npm run bench`: loss and gradient, ours and others', side by side on this machine.
 *
 *     npx tsx scripts/bench/run.ts [--quick] [--shapes 512x32768,…] [--seconds N] [--node PATH] [--no-growth] [--write]
 *
 * Each library runs in a separate process. They take turns, one call each per round, so that other load on the machine
 * affects all of them alike; the median and the middle half of all rounds are printed, and on Linux the peak of memory
 * in one call. Then a few of them are measured as the number of classes grows with the same number of elements, and as
 * the number of rows grows. `--quick` takes four shapes and five contenders, in less than two minutes. `--write` renews docs/performance.md's tables, its charts and docs/performance.json.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Measured, printed, type Report, writePage } from "./page.ts";

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, "../..");
const PYTHON = join(ROOT, "python-ref/.venv/bin/python");
const SHAPES = ["65536x10", "65536x2", "20972x100", "4096x1000", "512x32768", "64x151936", "8x21x256x256"];

/** What a change of the kernels is first measured by. */
const QUICK = {
  shapes: ["65536x10", "4096x1000", "512x32768", "8x21x256x256"],
  names: ["js", "wasm, gradient used again", "wasm", "PyTorch eager", "torch.compile"],
  seconds: 6,
  programs: ["ours.mjs", "torch_process.py"],
};

const CALLS = ["both", "loss"] as const;

/** Who is measured as shapes grow, for how many seconds each, and the shapes: 2^21 elements or 1000 classes. */
const GROWTH = {
  names: ["js", "wasm", "wasm, copied in and out", "PyTorch eager"],
  seconds: 5,
  shapes: [
    ...[10, 100, 1000, 10_000, 100_000, 262_144].map((classes) => [Math.round(2 ** 21 / classes), classes]),
    ...[1, 10, 100, 1000, 10_000].map((rows) => [rows, 1000]),
  ],
};

/** The most and the fewest rounds of one shape. */
const ROUNDS = { most: 25, least: 3 };

/** If one call takes longer than this, in milliseconds, it is not repeated. */
const SLOW = 1500;

interface Contestant {
  readonly ask: (message: object) => Promise<Answer>;
  readonly pid: number | undefined;
  readonly end: () => void;
}

interface Answer {
  readonly versions?: { readonly [name: string]: string };
  readonly contenders?: readonly string[];
  readonly wall?: number;
  readonly cpu?: number;
  readonly faults?: number;
  readonly value?: number;
  readonly none?: true;
  readonly reason?: string;
}

function start(command: string, args: readonly string[]): Contestant {
  const child = spawn(command, args, { cwd: HERE, stdio: ["pipe", "pipe", "ignore"] });
  const waiting: ((answer: Answer) => void)[] = [];
  const early: Answer[] = [];
  const hear = (answer: Answer): void => {
    const next = waiting.shift();
    if (next === undefined) early.push(answer);
    else next(answer);
  };
  createInterface({ input: child.stdout }).on("line", (line) => hear(JSON.parse(line)));
  child.on("close", () => {
    for (const next of waiting.splice(0)) next({ none: true, reason: "the process has ended" });
    early.push({ none: true, reason: "the process has ended" });
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const answer = (): Promise<Answer> =>
    new Promise((settle) => {
      const first = early.shift();
      if (first === undefined) waiting.push(settle);
      else settle(first);
    });
  return {
    ask(message) {
      if (Object.keys(message).length > 0) child.stdin.write(`${JSON.stringify(message)}\n`);
      return answer();
    },
    pid: child.pid,
    end: () => child.kill(),
  };
}

/** By how much a process' memory grew at most during a call, in MB; undefined where the system does not say. */
async function peakOf(pid: number | undefined, call: () => Promise<unknown>): Promise<number | undefined> {
  const kilobytes = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  try {
    // Resets the peak to what is in use.
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
    const before = kilobytes("VmRSS");
    await call();
    return Math.max(0, ((kilobytes("VmHWM") - before) * 1024) / 1e6);
  } catch {
    return undefined;
  }
}

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    shapes: { type: "string" },
    seconds: { type: "string" },
    node: { type: "string", default: process.execPath },
    only: { type: "string" },
    "no-growth": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

/** Rounds of one shape: each contender is asked for one call after the other. */
async function timesAt(
  shape: readonly number[],
  names: ReadonlyMap<string, Contestant>,
  seconds: number,
): Promise<Measured[]> {
  const times = new Map<string, Measured>();
  for (const contestant of new Set(names.values())) await contestant.ask({ shape });
  const deadline = performance.now() + seconds * 1000;
  for (let round = 0; round < ROUNDS.most; round += 1) {
    if (round > ROUNDS.least && performance.now() > deadline) break;
    for (const [name, contestant] of names) {
      for (const call of CALLS) {
        const key = `${name} ${call}`;
        const known = times.get(key);
        // A call that takes seconds is not repeated.
        if (known?.reason !== undefined || (known?.wall[0] ?? 0) > SLOW) continue;
        const entry = known ?? { shape, name, call, wall: [], cpu: [] };
        times.set(key, entry);
        // Two calls before the first that counts, whenever a contender comes to its turn: compiled and cached.
        let answer = await contestant.ask({ name, call, value: true });
        for (let warm = 0; warm < (round === 0 ? 2 : 1) && (answer.wall ?? SLOW) < SLOW; warm += 1)
          answer = await contestant.ask({ name, call, value: true });
        const { wall, cpu, faults, value, reason, none } = answer;
        if (none) {
          if (reason !== undefined) entry.reason = reason;
          else times.delete(key);
          continue;
        }
        entry.wall.push(wall!);
        entry.cpu.push(cpu!);
        if (faults !== undefined) entry.faults = faults;
        if (value !== undefined && value !== null) entry.value = value;
        if (call !== "both" || round !== 1) continue;
        const peak = await peakOf(contestant.pid, () => contestant.ask({ name, call }));
        if (peak !== undefined) entry.peak = peak;
      }
    }
    process.stderr.write(`${shape.join("x")}: round ${round + 1}\n`);
  }
  return [...times.values()];
}

const shapes = options.shapes?.split(",") ?? (options.quick ? QUICK.shapes : SHAPES);
const seconds = Number(options.seconds ?? (options.quick ? QUICK.seconds : 60));
/** Names of contenders may have commas, so they are parted by semicolons. */
const wanted = options.only?.split(";") ?? (options.quick ? QUICK.names : undefined);

const directory = mkdtempSync(join(tmpdir(), "smoothproof-bench-"));
const graph = join(directory, "loss.onnx");
const contestants: Contestant[] = [];
const names = new Map<string, Contestant>();
const versions: { [name: string]: string } = {};
const remarks: string[] = [];
try {
  const commands: [string, string[]][] = [
    [options.node, ["--expose-gc", "ours.mjs"]],
    ...(existsSync(PYTHON) ? [[PYTHON, ["torch_process.py", graph]] as [string, string[]]] : []),
    ...(existsSync(PYTHON) ? [[options.node, ["--expose-gc", "onnx.mjs", graph]] as [string, string[]]] : []),
    [options.node, ["--expose-gc", "tensorflow.mjs"]],
    [options.node, ["--expose-gc", "jax.mjs"]],
  ];
  if (!existsSync(PYTHON)) remarks.push("PyTorch is missing. Run: cd python-ref && uv sync");
  for (const [command, args] of commands) {
    if (options.quick && !args.some((arg) => QUICK.programs.includes(arg))) continue;
    const contestant = start(command, args);
    contestants.push(contestant);
    const hello = await contestant.ask({});
    if (hello.contenders === undefined) {
      remarks.push(`${args.find((arg) => /\.(mjs|py)$/.test(arg))} did not start: ${hello.reason}`);
      continue;
    }
    Object.assign(versions, hello.versions);
    for (const name of hello.contenders) {
      if (wanted === undefined || wanted.includes(name)) names.set(name, contestant);
    }
  }
  const measured: Measured[] = [];
  const growth: Measured[] = [];
  const report = async (): Promise<Report> => {
    const made: Report = {
      format: "smoothproof-bench/1",
      machine: `${cpus()[0]?.model.trim()}, ${cpus().length} logical cores`,
      date: new Date().toISOString().slice(0, 10),
      versions,
      remarks,
      measured,
      growth,
    };
    // Finished shapes are kept if a later one is interrupted.
    if (options.write) await writePage(made);
    return made;
  };
  for (const text of shapes) {
    const here = await timesAt(text.split("x").map(Number), names, seconds);
    measured.push(...here);
    process.stdout.write(printed({ ...(await report()), measured: here, growth: [] }));
  }
  if (!options["no-growth"] && !options.quick) {
    const few = new Map([...names].filter(([name]) => GROWTH.names.includes(name)));
    for (const shape of GROWTH.shapes) growth.push(...(await timesAt(shape, few, GROWTH.seconds)));
    process.stdout.write(printed({ ...(await report()), measured: [] }));
  }
} finally {
  for (const contestant of contestants) contestant.end();
  rmSync(directory, { recursive: true, force: true });
}
