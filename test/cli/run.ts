/** Runs the built command line as a user would. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));

export interface Run {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param input what the program reads on standard input; nothing by default */
export async function smoothproof(args: readonly string[], input = "", cwd?: string): Promise<Run> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [BIN, ...args], {
    input,
    ...(cwd === undefined ? {} : { cwd }),
    reject: false,
    timeout: 170_000,
    // As on a CI server: what is printed is the same there.
    env: { CI: "true" },
    maxBuffer: 200 * 1024 * 1024,
  });
  return { exitCode, stdout, stderr };
}

/** The last line of a text. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
