/** What the documentation shows of terminals: commands of its pages, the README's code, and two reports side by side. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawTerminal, nodeSession, session } from "./terminal.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A page's commands, which are shown as they look in a terminal. */
function commandsOf(page: string, least: number): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const commands = [...text.matchAll(/^```sh\n(npx smoothproof .*)\n```$/gm)].map(([, command]) => command!);
  if (commands.length < least)
    throw new Error(`${page}: expected at least ${least} commands, got ${commands.length}`);
  return commands;
}

/** The README's code, a statement at a time, as it is typed into Node. */
function readmeStatements(): readonly string[] {
  const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, "README.md"), "utf8"))!;
  const lines = code!.split("\n").map((line) => line.replace(/\s*\/\/.*$/, ""));
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/^import (\{.*\}) from (".*");$/, "const $1 = await import($2);"));
}

/** What a program asks for after the loss. */
const GRADIENT = "criterion.lossAndGradient([[2, 1, 0, -1, 0.5]], [0]).gradient;";

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
  const [identify, conformance] = commandsOf("README.md", 2);
  const [explain] = commandsOf("docs/explain.md", 1);
  const shown = await Promise.all([
    session(identify!),
    session(conformance!),
    session(explain!, join(ROOT, "examples")),
  ]);
  return {
    "identify.svg": drawTerminal(shown[0], "smoothproof identify on a terminal of 80 columns"),
    "conformance.svg": drawTerminal(shown[1], "smoothproof conformance on a terminal of 80 columns"),
    "explain.svg": drawTerminal(shown[2], "smoothproof explain on a terminal of 80 columns"),
    "compare.svg": drawTerminal(await compared(), "smoothproof compare on a terminal of 80 columns"),
    "library.svg": drawTerminal(
      await nodeSession([...readmeStatements(), GRADIENT]),
      "the losses in Node on a terminal",
    ),
  };
}
