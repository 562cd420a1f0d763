/** `smoothproof init`: a skeleton of an adapter in the current folder, to be filled in. */
import { constants, copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { note, OutputError, print } from "../files/standard-output.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { type Language, SKELETONS, type Skeleton } from "./skeletons.ts";

/** @throws UsageError where one of the files already exists, OutputError where one cannot be written */
export function runInit(language: Language): ExitCode {
  const { file, beside, fill, commands }: Skeleton = SKELETONS[language];
  const files = beside === undefined ? [file] : [file, beside];
  // None is written where one is in the way.
  const taken = files.find((name) => existsSync(join(process.cwd(), name)));
  if (taken !== undefined) throw alreadyThere(taken);
  for (const name of files) {
    try {
      const template = fileURLToPath(new URL(`../../templates/${name}`, import.meta.url));
      copyFileSync(template, join(process.cwd(), name), constants.COPYFILE_EXCL);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw alreadyThere(name);
      rmSync(join(process.cwd(), name), { force: true });
      throw new OutputError(`${name}:`, cause);
    }
  }
  print(`${files.join("\n")}\n`);
  note(`fill in ${fill} of ${file}, then:\n${commands.map((command) => `    ${command}\n`).join("")}`);
  return EXIT.ok;
}

function alreadyThere(name: string): UsageError {
  return new UsageError(
    `${name}: exists already and is left as it is. Move it, or run this in another folder`,
  );
}
