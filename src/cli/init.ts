/** `smoothproof init`: a skeleton of an adapter in the current folder, to be filled in. */
import { constants, copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { note, print } from "../files/standard-output.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { type Language, SKELETONS } from "./skeletons.ts";

/** @throws UsageError where the file already exists, or cannot be written */
export function runInit(language: Language): ExitCode {
  const { file, fill, commands } = SKELETONS[language];
  const template = fileURLToPath(new URL(`../../templates/${file}`, import.meta.url));
  try {
    copyFileSync(template, join(process.cwd(), file), constants.COPYFILE_EXCL);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === "EEXIST"
        ? "exists already and is left as it is. Move it, or run this in another folder"
        : `cannot be written: ${message}`;
    throw new UsageError(`${file}: ${reason}`, { cause });
  }
  print(`${file}\n`);
  note(`fill in ${fill}, then:\n${commands.map((command) => `    ${command}\n`).join("")}`);
  return EXIT.ok;
}
