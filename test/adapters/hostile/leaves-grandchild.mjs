// Starts a helper that holds its pipes and never ends, and itself exits as it should.
import { spawn } from "node:child_process";
import { leaveTrace, speak } from "./speak.mjs";

const helper = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
leaveTrace(helper.pid);
helper.unref();
speak();
