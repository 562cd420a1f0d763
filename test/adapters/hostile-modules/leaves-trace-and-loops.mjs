import { appendFileSync } from "node:fs";

appendFileSync(process.env.HOSTILE_PIDS, `${process.pid}\n`);

export const variants = ["equation1"];
export function loss() {
  for (;;);
}
