import { leaveTrace, right, say } from "./speak.mjs";

leaveTrace();
process.stdin.once("data", (data) => {
  say(right(data.toString().split("\n")[0]));
  process.stdin.destroy();
});
setInterval(() => {}, 1000);
