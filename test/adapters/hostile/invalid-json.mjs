// NaN without quotes, as many languages write it, and a line that was cut off.
import { speak } from "./speak.mjs";

speak({
  onRun(request, _index, answer) {
    if (request.id !== process.argv[2]) return answer;
    return process.argv[3] === "cut"
      ? `${JSON.stringify(answer).slice(0, -20)}\n`
      : `{"type": "result", "id": "${request.id}", "loss": {"dtype": "float32", "shape": [], "data": [NaN]}}\n`;
  },
});
