// A megabyte of warnings for every case.
import { writeSync } from "node:fs";
import { speak } from "./speak.mjs";

const WARNINGS = "warning: deprecated\n".repeat(50_000);
speak({
  onRun(_request, _index, answer) {
    for (let rest = Buffer.from(WARNINGS); rest.length > 0; ) rest = rest.subarray(write(rest));
    return answer;
  },
});

function write(bytes) {
  try {
    return writeSync(2, bytes);
  } catch {
    return 0;
  }
}
