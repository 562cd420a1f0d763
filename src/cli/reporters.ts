/** `--reporter NAME[=FILE]`: which reports go where. */
import { renameSync, writeFileSync } from "node:fs";
import pc from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import type { ReportHeader } from "../report/header.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";
import { UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

type Renderer = (verdicts: readonly Verdict[], header: ReportHeader, color: boolean) => string;

const RENDERERS: { readonly [name: string]: Renderer } = {
  text: (verdicts, header, color) => renderText(verdicts, header, { colors: pc.createColors(color) }),
  json: (verdicts, header) => renderJson(verdicts, header),
};

export const REPORTER_NAMES: readonly string[] = Object.keys(RENDERERS);

export interface Reporter {
  readonly name: string;
  /** Standard output if undefined. */
  readonly file: string | undefined;
  readonly render: Renderer;
}

export function parseReporter(given: string): Reporter {
  const [name = "", ...rest] = given.split("=");
  const render = RENDERERS[name];
  if (render === undefined) {
    const hint = suggestion(name, REPORTER_NAMES);
    throw new UsageError(`--reporter: expected ${REPORTER_NAMES.join(" or ")}, got "${name}".${hint}`);
  }
  return { name, file: rest.length === 0 ? undefined : rest.join("="), render };
}

/** Writes a report; a file appears whole or not at all. */
export function writeReport(reporter: Reporter, verdicts: readonly Verdict[], header: ReportHeader): void {
  const { file, render } = reporter;
  if (file === undefined) {
    process.stdout.write(render(verdicts, header, pc.isColorSupported && process.stdout.isTTY === true));
    return;
  }
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, render(verdicts, header, false));
    renameSync(partial, file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--reporter ${reporter.name}: cannot write ${file}: ${reason}`, { cause });
  }
}
