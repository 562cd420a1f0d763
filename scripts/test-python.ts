/**
 * Runs the tests that need Python. A missing environment is reported, with exit code 4, and never ignored.
 *
 *     npm run test:python
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** The same exit code as the command line's: something that is needed is not installed. */
const MISSING = 4;

const project = new URL("../python-ref/", import.meta.url);

async function findMissing(): Promise<string | undefined> {
  const { failed } = await execa("uv", ["--version"], { reject: false });
  if (failed) return "uv: expected it on the PATH. Run: pip install uv";
  if (existsSync(new URL(".venv/", project))) return undefined;
  return "python-ref/.venv: expected the references' environment. Run: cd python-ref && uv sync";
}

const missing = await findMissing();
if (missing === undefined) {
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const args = [vitest, "run", "--config", "vitest.python.config.ts", ...process.argv.slice(2)];
  const { exitCode } = await execa(process.execPath, args, { stdio: "inherit", reject: false });
  process.exitCode = exitCode ?? 1;
} else {
  console.error(missing);
  process.exitCode = MISSING;
}
