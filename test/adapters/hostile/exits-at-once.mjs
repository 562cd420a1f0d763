import { leaveTrace } from "./speak.mjs";

leaveTrace();
console.error("licence expired");
process.exit(3);
