// Starts a chain of processes in a session of its own, without our environment: each starts the next and ends at once.
// While the chain lives, the file that the first argument names grows.
import { spawn } from "node:child_process";
import { speak } from "./speak.mjs";

const LINK = 'printf . >> "$0"; sh -c "$1" "$0" "$1" &';
const chain = spawn("sh", ["-c", LINK, process.argv[2], LINK], {
  env: {},
  detached: true,
  stdio: "ignore",
});
chain.unref();
speak(process.argv[3] === "hangs" ? { onRun: () => undefined } : {});
