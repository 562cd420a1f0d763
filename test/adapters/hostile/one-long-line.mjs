// A gigabyte without a newline, and nothing else from then on.
import { speak } from "./speak.mjs";

const MEGABYTE = "x".repeat(1024 * 1024);
let left = 0;

function write() {
  while (left-- > 0) if (!process.stdout.write(MEGABYTE)) return process.stdout.once("drain", write);
}

speak({
  onRun(request, _index, answer) {
    if (left !== 0) return undefined;
    if (request.id !== process.argv[2]) return answer;
    left = 1024;
    write();
  },
});
