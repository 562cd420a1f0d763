// Holds 200 MB, and is right after a while.
import { setTimeout as sleep } from "node:timers/promises";
import { speak } from "./speak.mjs";

const kept = Buffer.alloc(200e6, 1);
await sleep(1_500);
speak({ onRun: (_request, _index, answer) => (kept.length > 0 ? answer : undefined) });
