// Its helper, which has left its process group, takes more and more memory.
import { spawn } from "node:child_process";
import { leaveTrace, speak } from "./speak.mjs";

const EATS = "const kept = []; setInterval(() => kept.push(Buffer.alloc(20e6, 1)), 10)";
const helper = spawn(process.execPath, ["-e", EATS], { detached: true, stdio: "ignore" });
leaveTrace(helper.pid);
speak({ onRun: () => undefined });
