// Adds to package-lock.json the optional platform packages that npm left out because the registry in use lacks them.
// `npm ci` refuses a lock without them, on every platform; with them it skips those of other platforms as it should.
// Run after every `npm install`. Plain JavaScript, because it is needed before anything is installed.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));

/** os, cpu and libc from a name such as `cli-linux-arm64-musl`; no package of this kind runs everywhere. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = [
    "android",
    "darwin",
    "freebsd",
    "linux",
    "openharmony",
    "win32",
    "sunos",
    "netbsd",
    "openbsd",
    "aix",
  ];
  const cpu = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "wasm32"];
  return {
    cpu: words.filter((word) => cpu.includes(word)),
    os: words.filter((word) => os.includes(word)),
  };
}

let added = 0;
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${parent}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (parent === "" || nested in lock.packages || hoisted in lock.packages || !/^\d/.test(version))
      continue;
    const { cpu, os } = platformOf(name);
    lock.packages[hoisted] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a === "" ? -1 : b === "" ? 1 : a.localeCompare(b, "en"))),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`package-lock.json: ${added} optional packages added`);
