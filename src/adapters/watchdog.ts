/**
 * What is started is found again and ended: with all that it started in turn, whichever group or session that moved to,
 * and also when this process is killed without a word. It is held to a limit of memory.
 *
 * Everything started bears a mark in its environment. A second process, the watchdog, sees to the memory, and to the end
 * when this one is gone.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pause } from "../files/pause.ts";
import { endProcess, isMarked, processIds } from "./process-table.ts";

/** The variable that bears the marks: those of whoever started us, then our own. */
const VARIABLE = "SMOOTHPROOF_RUN";

const RUN = randomUUID();

/** Rounds of looking for what is marked: what forks as it is ended may be missed in one. */
const MOST_ROUNDS = 50;

/** Started within a millisecond of its end, it may not have its environment yet. */
const ROUND_MS = 2;

let started = 0;
let dog: ChildProcess | undefined;

/** What to do with those that hold too much memory, by their marks. */
const overs = new Map<string, () => void>();

export interface Watch {
  /** What it is to be started with. */
  readonly env: NodeJS.ProcessEnv;
  /** Watches it, once it is started, until it is ended. */
  begin(pid: number): void;
  /** Ends it at once, and all that it has started. */
  end(): void;
}

/**
 * @param limit the most bytes of memory that it may hold, with all that it starts
 * @param onOver called where it holds more, as it is ended for it
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

/** It keeps nothing of ours alive, and ends after us. */
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
