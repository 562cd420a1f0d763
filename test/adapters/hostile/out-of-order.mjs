// Answers in batches, last first; dies on the case named on its command line, in the middle of a batch.
import { say, speak } from "./speak.mjs";

const batch = [];
speak({
  onRun(request, _index, answer) {
    if (batch.length === 0) setTimeout(answerAll, 20);
    batch.push({ id: request.id, answer });
  },
});

function answerAll() {
  for (const { id, answer } of batch.splice(0).reverse()) {
    if (id === process.argv[2]) process.exit(1);
    say(answer);
  }
}
