// Starts helpers that leave its process group, ignore signals and never end: one by setsid, one through a wrapper that
// makes a group of its own, one without our environment, and one without that whose parent is gone at once. Then it hangs on its first case, whatever it is sent.
import { spawn, spawnSync } from "node:child_process";
import { leaveTrace, speak } from "./speak.mjs";

const STAYS =
  "for (const s of ['SIGINT','SIGTERM','SIGHUP','SIGQUIT']) process.on(s, () => {}); setInterval(() => {}, 1000)";
const helpers = [
  spawn(process.execPath, ["-e", STAYS], { detached: true, stdio: "ignore" }),
  spawn("timeout", ["300", process.execPath, "-e", STAYS], { stdio: "ignore" }),
  spawn(process.execPath, ["-e", STAYS], { detached: true, stdio: "ignore", env: {} }),
];
const orphan = spawnSync("sh", [
  "-c",
  'env -i setsid "$0" -e "$1" >&- 2>&- & echo $!',
  process.execPath,
  STAYS,
]);
leaveTrace(Number(orphan.stdout));
for (const helper of helpers) {
  leaveTrace(helper.pid);
  helper.unref();
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => {});
process.stdin.on("end", () => setInterval(() => {}, 1000));
speak(process.argv[2] === "hangs" ? { onRun: () => undefined } : {});
