/** The command line: runs one command, and turns its errors into a message and an exit code. */
import { CommanderError } from "commander";
import { OutputError } from "../files/standard-output.ts";
import { complain } from "./complain.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { program } from "./program.ts";

/** Runs the command line; sets process.exitCode and never throws. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Exit codes by the name of the error, since an error's class is loaded only by the code that throws it. */
const FORESEEN: { readonly [name: string]: ExitCode } = {
  UsageError: EXIT.usage,
  MissingError: EXIT.missing,
  FixtureError: EXIT.harness,
  OutputError: EXIT.harness,
};

function report(error: unknown): ExitCode {
  // Commander has printed its message; help and version are not errors, everything else is wrong usage.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  // A reader that goes away, as `head` does, is not a failure.
  if (error instanceof OutputError && error.readerLeft) return EXIT.ok;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const code = Object.hasOwn(FORESEEN, name) ? FORESEEN[name] : undefined;
  complain(code === undefined ? `internal error: ${message}` : message);
  return code ?? EXIT.harness;
}
