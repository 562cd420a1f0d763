// Puts the package's own command into node_modules/.bin, where npx looks first; npm links only those of dependencies.
// Without it `npx smoothproof` in a clone would ask the registry for a package of that name.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const modules = new URL("../node_modules/", import.meta.url);

// As a dependency of somebody else there is no node_modules here, and npm links the command itself.
if (existsSync(modules)) {
  const bin = new URL(".bin/", modules);
  mkdirSync(bin, { recursive: true });
  const link = new URL("smoothproof", bin);
  rmSync(link, { force: true });
  if (process.platform === "win32") {
    writeFileSync(new URL("smoothproof.cmd", bin), '@node "%~dp0\\..\\..\\bin\\smoothproof.js" %*\r\n');
  } else {
    symlinkSync("../../bin/smoothproof.js", fileURLToPath(link));
  }
}
