/** What the documentation shows of terminals: the README's commands and its code, and two reports side by side. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawTerminal, nodeSession, session } from "./terminal.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The README's commands, which its pages show as they look in a terminal. */
function readmeCommands(): readonly string[] {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```sh\n(npx smoothproof .*)\n```$/gm)].map(([, command]) => command!);
  if (blocks.length !== 3) throw new Error(`README.md: expected three commands, got ${blocks.length}`);
  return blocks;
}

/** The README's code, a statement at a time, as it is typed into Node. */
function readmeStatements(): readonly string[] {
  const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, "README.md"), "utf8"))!;
  const lines = code!.split("\n").map((line) => line.replace(/\s*\/\/.*$/, ""));
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/^import (\{.*\}) from (".*");$/, "const $1 = await import($2);"));
}

/** Two reports side by side: of a loss with mistakes, and of this package's. */
async function compared(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-compared-"));
  const report = (name: string, ...judged: readonly string[]) =>
    session(
      `npx smoothproof conformance --variant torch --tier core --reporter json=${join(folder, name)} ${judged.join(" ")}`,
    );
  try {
    await report("before.json", "--module", "examples/my-loss.js");
    await report("after.json", "--backend", "js");
    return await session("npx smoothproof compare before.json after.json", folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Needs the built program. @returns SVG by the name of its file */
export async function pictureTerminals(): Promise<{ readonly [name: string]: string }> {
  const [identify, conformance, explain] = await Promise.all(
    readmeCommands().map((command) => session(command)),
  );
  return {
    "identify.svg": drawTerminal(identify!, "smoothproof identify on a terminal of 80 columns"),
    "conformance.svg": drawTerminal(conformance!, "smoothproof conformance on a terminal of 80 columns"),
    "explain.svg": drawTerminal(explain!, "smoothproof explain on a terminal of 80 columns"),
    "compare.svg": drawTerminal(await compared(), "smoothproof compare on a terminal of 80 columns"),
    "library.svg": drawTerminal(
      await nodeSession([...readmeStatements(), "gradient;"]),
      "the losses in Node on a terminal",
    ),
  };
}
