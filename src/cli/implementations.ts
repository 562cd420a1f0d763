/** Which implementation a command line names, and how to get it. */
import { fileURLToPath } from "node:url";
import type { Limits } from "../adapters/conversation.ts";
import { BACKEND_IDS, OURS } from "../backends/ids.ts";
import { BACKENDS } from "../backends/index.ts";
import { MissingError } from "../backends/missing.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { memoryLimit } from "./arguments.ts";
import { UsageError } from "./exit-codes.ts";
import { loadOnnxModel, type OnnxOptions, onnxFlags } from "./onnx.ts";
import { packageVersion } from "./package-version.ts";
import { suggestion } from "./suggest.ts";

/** At most one of them; `fuzz` takes our own float64 backend if none, `conformance` every installed one of ours. */
export interface ImplementationOptions extends OnnxOptions {
  readonly backend?: string;
  readonly exec?: string;
  readonly module?: string;
}

/** @throws UsageError where it cannot be loaded */
export async function loadImplementation(options: ImplementationOptions): Promise<Implementation> {
  const named = (["backend", "exec", "module", "onnx"] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (named.length > 1) {
    throw new UsageError(
      `expected one implementation, got ${named.map((name) => `--${name}`).join(" and ")}`,
    );
  }
  if (options.onnx === undefined) refuseGraphFlags(options);
  if (options.exec !== undefined) return loadCommand(options.exec, options, "--exec");
  if (options.module !== undefined) return loadModule(options.module, options);
  if (options.onnx !== undefined) return loadOnnxModel(options.onnx, options);
  return loadBackend(options.backend ?? "js");
}

/** What only a graph has. @throws UsageError where any is given */
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

/** Every backend of ours whose packages are there; `note` hears of the others. */
export async function installedBackends(note: (line: string) => void): Promise<readonly Installed[]> {
  const found: Installed[] = [];
  for (const id of OURS) {
    try {
      found.push({ id, implementation: await loadBackend(id) });
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      note(`not judged: ${error.message}`);
    }
  }
  return found;
}

/** Whether an implementation is named at all. */
export function namesImplementation({ backend, exec, module, onnx }: ImplementationOptions): boolean {
  return [backend, exec, module, onnx].some((named) => named !== undefined);
}

/** The same, as it stands on a command line, for the line that says how to run one vector again. */
export function implementationFlags(options: ImplementationOptions): string {
  const { backend, exec, module, onnx } = options;
  if (onnx !== undefined) return onnxFlags(options);
  if (exec !== undefined) return ` --exec ${JSON.stringify(exec)}`;
  if (module !== undefined) return ` --module ${module}`;
  return backend === undefined ? "" : ` --backend ${backend}`;
}

/** One of our own backends. @throws UsageError for an unknown id */
export async function loadBackend(id: string, flag = "--backend"): Promise<Implementation> {
  const known = BACKEND_IDS.find((each) => each === id);
  if (known === undefined) {
    const expected = BACKEND_IDS.join(" or ");
    throw new UsageError(`${flag}: expected ${expected}, got "${id}".${suggestion(id, BACKEND_IDS)}`);
  }
  return BACKENDS[known](packageVersion());
}

/** A module runs in a process of its own: one that loops or throws harms only its own vectors. */
function loadModule(file: string, options: ImplementationOptions): Promise<Implementation> {
  const host = fileURLToPath(new URL("../adapters/module-host.js", import.meta.url));
  return loadCommand([process.execPath, host, file], options, "--module");
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
    throw new UsageError(`${flag}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
