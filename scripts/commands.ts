/**
 * Lists every command of scripts/ with what it does, as the head of its file says.
 *
 *     npm run commands              one line for each
 *     npm run commands -- worst     all that is said of those whose name has this text
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = [".", "bench", "campaigns"];
const wanted = process.argv[2] ?? "";
let shown = 0;
for (const folder of FOLDERS) {
  for (const file of readdirSync(join(import.meta.dirname, folder)).sort()) {
    const text = /\.ts$/.test(file) ? readFileSync(join(import.meta.dirname, folder, file), "utf8") : "";
    const head = /^\/\*\*([\s\S]*?)\*\//
      .exec(text)?.[1]
      ?.replaceAll(/^ \* ?/gm, "")
      .trim();
    const name = join("scripts", folder, file);
    const isModule = /^export /m.test(text);
    if (head === undefined || isModule || !name.includes(wanted)) continue;
    shown += 1;
    console.log(wanted === "" ? `${name}: ${head.split("\n", 1)[0]}` : `${name}\n\n${head}\n`);
  }
}
if (shown === 0) console.error(`expected part of a command's name, got ${wanted}. Run: npm run commands`);
process.exitCode = shown === 0 ? 2 : 0;
