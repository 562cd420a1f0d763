/** Files that appear whole or not at all. */
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Where a file is, or would be; a link is followed, so that what it leads to is written and the link stays. */
function placeOf(file: string): { readonly path: string; readonly isFile: boolean } {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return { path: join(realpathSync(dirname(file)), basename(file)), isFile: true };
  // Opening a folder to write fails with the right words.
  return { path: realpathSync(file), isFile: there.isFile() };
}

/** @throws Error with the system's code where the file cannot be written; writes nothing */
export function checkWritable(file: string): void {
  const { path, isFile } = placeOf(file);
  if (isFile) accessSync(dirname(path), constants.W_OK);
  else if (statSync(path).isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
}

/** Writes all of it beside the file, then puts it in its place. A pipe or a device is written to, not replaced. */
export function replaceFile(file: string, text: string): void {
  const { path, isFile } = placeOf(file);
  if (!isFile) {
    writeFileSync(path, text);
    return;
  }
  const partial = `${path}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
