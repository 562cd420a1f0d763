import { say, speak } from "./speak.mjs";

speak({
  onRun(_request, _index, answer) {
    say(answer);
    return answer;
  },
});
