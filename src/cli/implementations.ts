/** Which implementation a command line names, and how it is started. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AdapterError } from "../adapters/adapter-error.ts";
import { splitCommand } from "../adapters/command-line.ts";
import type { Limits } from "../adapters/conversation.ts";
import { BACKEND_IDS, type BackendId, OURS } from "../backends/ids.ts";
import { BACKENDS } from "../backends/index.ts";
import { MissingError } from "../backends/missing.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { pooled } from "../conformance/pool.ts";
import type { NamedFile } from "../files/outputs.ts";
import { sha256 } from "../fixtures/hash.ts";
import { memoryLimit } from "./arguments.ts";
import { UsageError } from "./exit-codes.ts";
import { JUDGED_KINDS, type JudgedKind } from "./judged.ts";
import { loadOnnxModel, type OnnxOptions, onnxFlags } from "./onnx.ts";
import { packageVersion } from "./package-version.ts";
import { checkFlag } from "./suggest.ts";

/** At most one of them; with none, `fuzz` uses our float64 backend and `conformance` all our installed backends. */
export interface ImplementationOptions extends OnnxOptions {
  readonly backend?: string;
  readonly exec?: string;
  readonly module?: string;
  /** How many copies of it are asked at once. Default 1. */
  readonly jobs?: number;
}

interface Loader {
  /** Starts one copy of it. @throws UsageError where it cannot be loaded */
  readonly load: (named: string, options: ImplementationOptions) => Promise<Implementation>;
  /** The same, as it stands on a command line. */
  readonly flags: (named: string, options: ImplementationOptions) => string;
}

const LOADERS: { readonly [kind in JudgedKind]: Loader } = {
  backend: {
    load: (id, { jobs = 1 }) =>
      jobs === 1 ? loadBackend(id) : backendInWorker(checkedBackend(id, "--backend")),
    flags: (id) => ` --backend ${id}`,
  },
  exec: {
    load: (command, options) => loadCommand(command, options, "--exec"),
    flags: (command) => ` --exec ${JSON.stringify(command)}`,
  },
  // A module runs in a separate process, so that one that loops or throws harms only its own vectors.
  module: {
    load: (file, options) => {
      const host = fileURLToPath(new URL("../adapters/module-host.js", import.meta.url));
      return loadCommand([process.execPath, host, file], options, "--module");
    },
    flags: (file) => ` --module ${file}`,
  },
  onnx: { load: loadOnnxModel, flags: (_, options) => onnxFlags(options) },
};

/** The one that is named; undefined where none is. @throws UsageError where several are */
function namedOf(options: ImplementationOptions): readonly [JudgedKind, string] | undefined {
  const named = JUDGED_KINDS.flatMap((kind) => {
    const value = options[kind];
    return value === undefined ? [] : [[kind, value] as const];
  });
  if (named.length < 2) return named[0];
  throw new UsageError(
    `expected one implementation, got ${named.map(([kind]) => `--${kind}`).join(" and ")}`,
  );
}

/** Our float64 backend where none is named. @throws UsageError where it cannot be loaded */
export async function loadImplementation(options: ImplementationOptions): Promise<Implementation> {
  const [kind, value] = namedOf(options) ?? (["backend", "js"] as const);
  if (kind !== "onnx") refuseGraphFlags(options);
  return inJobs(() => LOADERS[kind].load(value, options), options.jobs);
}

/** As many copies as there are jobs, which act as one implementation. */
async function inJobs(load: () => Promise<Implementation>, jobs = 1): Promise<Implementation> {
  const loaded = await Promise.allSettled(Array.from({ length: jobs }, load));
  const members = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = loaded.find((each) => each.status === "rejected");
  if (failed === undefined) return pooled(members);
  await Promise.all(members.map((member) => member.close?.()));
  throw failed.reason;
}

/** Refuses options that only a graph has. @throws UsageError where any is given */
function refuseGraphFlags({ onnxInput = [], onnxOutput = [], option = [] }: OnnxOptions): void {
  for (const [flag, given] of Object.entries({
    "--onnx-input": onnxInput,
    "--onnx-output": onnxOutput,
    "--option": option,
  })) {
    if (given.length > 0)
      throw new UsageError(`${flag}: expected with --onnx alone, got "${given[0]}" without`);
  }
}

export interface Installed {
  readonly id: string;
  readonly implementation: Implementation;
}

/** All our backends whose packages are installed; `note` is told about the others. */
export async function installedBackends(
  { jobs = 1 }: ImplementationOptions,
  note: (line: string) => void,
): Promise<readonly Installed[]> {
  const found: Installed[] = [];
  for (const id of OURS) {
    try {
      const load = (): Promise<Implementation> => (jobs === 1 ? loadBackend(id) : backendInWorker(id));
      found.push({ id, implementation: await inJobs(load, jobs) });
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      note(`not judged: ${error.message}`);
    }
  }
  return found;
}

/** Whether an implementation is named at all. */
export function namesImplementation(options: ImplementationOptions): boolean {
  return namedOf(options) !== undefined;
}

/** The option that names it, as in `--module`. */
export function flagOf(options: ImplementationOptions): string {
  return `--${namedOf(options)?.[0] ?? "backend"}`;
}

/** The same, as it stands on a command line, for the line that says how to run one vector again. */
export function implementationFlags(options: ImplementationOptions): string {
  const named = namedOf(options);
  return named === undefined ? "" : LOADERS[named[0]].flags(named[1], options);
}

/** Of the file of a module or a graph; undefined for what is no single file. */
export function sourceHash(options: ImplementationOptions): string | undefined {
  const file = options.module ?? options.onnx;
  return file === undefined ? undefined : sha256(readFileSync(file));
}

function checkedBackend(id: string, flag: string): BackendId {
  checkFlag(flag, [id], BACKEND_IDS, BACKEND_IDS.join(" or "));
  return id as BackendId;
}

/** One of our own backends. @throws UsageError for an unknown id */
export async function loadBackend(id: string, flag = "--backend"): Promise<Implementation> {
  return BACKENDS[checkedBackend(id, flag)](packageVersion());
}

async function backendInWorker(id: BackendId): Promise<Implementation> {
  const { workerImplementation } = await import("../backends/in-worker.ts");
  return workerImplementation(id, packageVersion());
}

async function loadCommand(
  command: string | readonly string[],
  { timeout, startTimeout, memoryLimit: gigabytes }: ImplementationOptions,
  flag: string,
): Promise<Implementation> {
  const { commandImplementation } = await import("../adapters/command.ts");
  const limits: Limits = {
    perCase: timeout * 1000,
    start: startTimeout * 1000,
    memory: memoryLimit(gigabytes, "program"),
  };
  try {
    return await commandImplementation(command, limits);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const speaksElse = cause instanceof AdapterError && cause.hindrance === "no-protocol";
    throw new UsageError(`${flag}: ${said}${flag === "--exec" && speaksElse ? SKELETON : ""}`, { cause });
  }
}

/** For a program that was not written for the protocol: it ends, is silent, or prints something else. */
const SKELETON =
  ". A program is asked in the protocol of docs/protocol.md: npx smoothproof init python (or js, rust, go, java, cpp) writes one that speaks it";

/** The files that an implementation is read from, as far as the command line names them. */
export function filesOf({ module, onnx, exec }: ImplementationOptions): readonly NamedFile[] {
  const words = exec === undefined ? [] : wordsOf(exec);
  return [
    ...(module === undefined ? [] : [{ name: "--module", file: module }]),
    ...(onnx === undefined ? [] : [{ name: "--onnx", file: onnx }]),
    ...words.map((file) => ({ name: "--exec", file })),
  ];
}

/** A command that cannot be split is refused when it is started. */
function wordsOf(command: string): readonly string[] {
  try {
    return splitCommand(command);
  } catch {
    return [];
  }
}
