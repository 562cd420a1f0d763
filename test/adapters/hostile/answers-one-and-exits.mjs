// Written for one request, as if it were started for each.
import { say, speak } from "./speak.mjs";

speak({
  onRun(_request, _index, answer) {
    say(answer);
    process.exit(0);
  },
});
