/**
 * Finds and ends every program that was started, with everything that it started in turn, whichever process group or
 * session that has moved to, and even if this process is killed by SIGKILL. Programs are held to a limit of memory.
 *
 * Every program is started with a mark in its environment. A second process, the watchdog, checks the memory, and ends
 * the programs when this process is gone.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pause } from "../files/pause.ts";
import { endProcess, isMarked, processIds } from "./process-table.ts";

/** The variable that holds the marks: those that this process inherited, then its own. */
const VARIABLE = "SMOOTHPROOF_RUN";

const RUN = randomUUID();

/** How often marked processes are looked for: one that forks while it is being ended may be missed once. */
const MOST_ROUNDS = 50;

/** In milliseconds. A process that has just been started may not have its environment yet. */
const ROUND_MS = 2;

let started = 0;
let dog: ChildProcess | undefined;

/** What to do with programs that hold too much memory, by their marks. */
const overs = new Map<string, () => void>();

export interface Watch {
  /** The environment with which the program must be started. */
  readonly env: NodeJS.ProcessEnv;
  /** Watches the program, once it is started, until it ends. */
  begin(pid: number): void;
  /** Ends the program at once, with everything that it has started. */
  end(): void;
}

/**
 * Prepares to watch a program that is about to be started.
 *
 * @param limit the most bytes of memory that it may hold, including everything that it starts
 * @param onOver called when it holds more, before it is ended
 */
export function watch(limit: number, onOver: () => void): Watch {
  started += 1;
  const mark = `${RUN}.${started};`;
  let leader: number | undefined;
  return {
    env: { ...process.env, [VARIABLE]: `${process.env[VARIABLE] ?? ""}${mark}` },
    begin(pid) {
      leader = pid;
      overs.set(mark, onOver);
      tell(`watch ${mark} ${pid} ${limit}`);
    },
    end() {
      if (leader === undefined) return;
      endProcess(-leader);
      endProcess(leader);
      endMarked(mark);
      overs.delete(mark);
      tell(`done ${mark}`);
    },
  };
}

function endMarked(mark: string): void {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = processIds().filter((pid) => pid !== process.pid && isMarked(pid, mark));
    if (found.filter(endProcess).length === 0) return;
    pause(ROUND_MS);
  }
}

function tell(line: string): void {
  dog ??= startDog();
  dog.stdin?.write(`${line}\n`);
}

/** Starts the watchdog, which does not keep this process alive and ends after it. */
function startDog(): ChildProcess {
  const file = fileURLToPath(new URL("./watchdog-process.js", import.meta.url));
  const child = spawn(process.execPath, [file], { detached: true, stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [word, mark = ""] = line.split(" ");
    if (word === "over") overs.get(mark)?.();
  });
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  return child;
}
