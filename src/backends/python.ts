/** The live references: python-ref's server, started through uv, as an implementation. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AdapterError } from "../adapters/adapter-error.ts";
import { commandImplementation } from "../adapters/command.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { MissingError } from "./missing.ts";

const PROJECT = new URL("../../python-ref/", import.meta.url);

/** Generous limits, since frameworks load when their first case comes, take long to do so, and take gigabytes. */
const LIMITS = { perCase: 180_000, start: 180_000, memory: 16e9 };

/** @throws MissingError where python-ref, its environment or uv is not there */
export async function pythonImplementation(): Promise<Implementation> {
  const directory = fileURLToPath(PROJECT);
  if (!existsSync(directory)) {
    throw new MissingError("python: expected the folder python-ref, which only a clone has. Run: git clone");
  }
  if (!existsSync(new URL(".venv/", PROJECT))) {
    throw new MissingError(
      "python: expected python-ref's environment. Run: pip install uv && cd python-ref && uv sync",
    );
  }
  const command = [
    "uv",
    "run",
    "--no-sync",
    "--project",
    directory,
    "python",
    "-m",
    "smoothproof_ref.live.server",
  ];
  try {
    return { ...(await commandImplementation(command, LIMITS)), judged: "reference", codes: true };
  } catch (cause) {
    if (!(cause instanceof AdapterError) || cause.hindrance !== "no-program") throw cause;
    throw new MissingError("python: expected uv on the PATH. Run: pip install uv", { cause });
  }
}
