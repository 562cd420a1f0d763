// Loops forever on the case named on its command line.
import { speak } from "./speak.mjs";

speak({
  onRun(request, _index, answer) {
    if (request.id === process.argv[2]) for (;;);
    return answer;
  },
});
