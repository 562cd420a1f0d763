/**
 * Finds and ends every program that was started, with everything that it started in turn, whichever process group or
 * session that has moved to, and even if this process is killed by SIGKILL. All programs together are held to a limit of
 * memory.
 *
 * Every program is started with a mark. A second process, the watchdog, checks the memory, and ends the programs when this
 * process is gone. Where it is ended itself, another takes its place.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endEvery, endProcess, isMarked, locksOf, type Mark } from "./process-table.ts";

/** The variable that holds the marks: those that this process inherited, then its own. */
const VARIABLE = "SMOOTHPROOF_RUN";

const RUN = randomUUID();

/** The limits of marks lie below this, and above anything that could be a limit. */
const MOST_LOCKS = 2n ** 60n;

const SHELL = "/bin/sh";

/** Shells have either of these two names for the limit. One that has neither leaves the mark in the environment. */
const MARKED = '{ ulimit -w $0 || ulimit -x $0; } 2>/dev/null; exec "$@"';

/** Bytes in a gigabyte, as limits of memory are given. */
const GIGABYTE = 1e9;

/** In milliseconds, before a watchdog that was ended has a successor. */
const SUCCESSOR_MS = 50;

let started = 0;
let dog: ChildProcess | undefined;

/** The programs that run: what the watchdog was told of each, and what to do where they hold too much memory. */
const running = new Map<
  string,
  { readonly line: string; readonly limit: number; readonly onOver: (said: string) => void }
>();

export interface Watch {
  /** The environment with which the program must be started. */
  readonly env: NodeJS.ProcessEnv;
  /** The command that starts the program with its mark. */
  marked(command: readonly string[]): readonly string[];
  /** Watches the program, once it is started, until it ends. */
  begin(pid: number): void;
  /** Ends the program at once, with everything that it has started. */
  end(): void;
}

/**
 * Prepares to watch a program that is about to be started.
 *
 * @param limit the most bytes of memory that all watched programs may hold, including everything that they start
 * @param onOver called where this one holds most of what is too much, before it is ended; with what is said of it
 */
export function watch(limit: number, onOver: (said: string) => void): Watch {
  started += 1;
  const mark: Mark = { text: `${RUN}.${started};`, locks: freshLocks() };
  let leader: number | undefined;
  return {
    env: { ...process.env, [VARIABLE]: `${process.env[VARIABLE] ?? ""}${mark.text}` },
    marked: (command) =>
      // Where it cannot be started, the system says why.
      process.platform === "linux" && isProgram(SHELL) && isProgram(command[0] ?? "")
        ? [SHELL, "-c", MARKED, mark.locks, ...command]
        : command,
    begin(pid) {
      leader = pid;
      const line = `watch ${mark.text} ${mark.locks} ${pid} ${limit}`;
      running.set(mark.text, { line, limit, onOver });
      tell(line);
    },
    end() {
      if (leader === undefined) return;
      endProcess(-leader);
      endProcess(leader);
      endEvery((pid) => isMarked(pid, mark));
      running.delete(mark.text);
      tell(`done ${mark.text}`);
    },
  };
}

/** A limit that no other process has, below that of this process, since nobody may raise it. */
function freshLocks(): string {
  const own = locksOf("self");
  const most = own === undefined || own === "unlimited" ? MOST_LOCKS : BigInt(own);
  const drawn = BigInt(`0x${randomBytes(8).toString("hex")}`);
  return String(most / 2n + (drawn * (most / 2n)) / 2n ** 64n);
}

function isProgram(file: string): boolean {
  const folders = file.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => {
    const path = join(folder, file);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
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
  child.on("exit", () => setTimeout(succeed, SUCCESSOR_MS).unref());
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, mark = "", others] = line.split(" ");
    const program = running.get(mark);
    const together = others === "0" ? "" : `, together with ${others} others`;
    program?.onOver(`took more than ${program.limit / GIGABYTE} GB of memory${together}`);
  });
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  return child;
}

/** It ends by itself only after this process, so whoever ended it did so to be unwatched. */
function succeed(): void {
  dog = undefined;
  for (const { line } of running.values()) tell(line);
}
