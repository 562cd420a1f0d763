/**
 * `npm run bench`: loss and gradient, ours and others', side by side on this machine.
 *
 *     npx tsx scripts/bench/run.ts [--shapes 512x32768,…] [--seconds N] [--node PATH] [--write]
 *
 * Each library runs in a separate process. They take turns, one call each per round, so that other load on the machine
 * affects all of them alike; the median and the middle half of all rounds are printed. `--write` renews
 * docs/performance.md's table, its chart and docs/performance.json.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Measured, printed, type Report, writePage } from "./page.ts";

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, "../..");
const PYTHON = join(ROOT, "python-ref/.venv/bin/python");
const SHAPES = ["65536x10", "4096x1000", "512x32768", "64x151936"];
const CALLS = ["both", "loss"] as const;

/** The most and the fewest rounds of one shape. */
const ROUNDS = { most: 25, least: 3 };

/** If one call takes longer than this, in milliseconds, it is not repeated. */
const SLOW = 1500;

interface Contestant {
  readonly ask: (message: object) => Promise<Answer>;
  readonly end: () => void;
}

interface Answer {
  readonly versions?: { readonly [name: string]: string };
  readonly contenders?: readonly string[];
  readonly wall?: number;
  readonly cpu?: number;
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
    end: () => child.kill(),
  };
}

const { values: options } = parseArgs({
  options: {
    shapes: { type: "string", default: SHAPES.join(",") },
    seconds: { type: "string", default: "60" },
    node: { type: "string", default: process.execPath },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

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
    const contestant = start(command, args);
    contestants.push(contestant);
    const hello = await contestant.ask({});
    if (hello.contenders === undefined) {
      remarks.push(`${args.find((arg) => /\.(mjs|py)$/.test(arg))} did not start: ${hello.reason}`);
      continue;
    }
    Object.assign(versions, hello.versions);
    for (const name of hello.contenders) {
      if (options.only === undefined || options.only.split(",").includes(name)) names.set(name, contestant);
    }
  }
  const measured: Measured[] = [];
  for (const text of options.shapes.split(",")) {
    const shape = text.split("x").map(Number) as [number, number];
    const times = new Map<string, Measured>();
    for (const contestant of new Set(names.values())) await contestant.ask({ shape });
    const deadline = performance.now() + Number(options.seconds) * 1000;
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
          const { wall, cpu, value, reason, none } = answer;
          if (none) {
            if (reason !== undefined) entry.reason = reason;
            else times.delete(key);
            continue;
          }
          entry.wall.push(wall!);
          entry.cpu.push(cpu!);
          if (value !== undefined && value !== null) entry.value = value;
        }
      }
      process.stderr.write(`${text}: round ${round + 1}\n`);
    }
    measured.push(...times.values());
    // Finished shapes are kept if a later one is interrupted.
    const report: Report = {
      format: "smoothproof-bench/1",
      machine: `${cpus()[0]?.model.trim()}, ${cpus().length} logical cores`,
      date: new Date().toISOString().slice(0, 10),
      versions,
      remarks,
      measured,
    };
    if (options.write) await writePage(report);
    process.stdout.write(printed({ ...report, measured: [...times.values()] }));
  }
} finally {
  for (const contestant of contestants) contestant.end();
  rmSync(directory, { recursive: true, force: true });
}
