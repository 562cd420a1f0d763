import { speak } from "./speak.mjs";

speak({
  onRun: (request, _index, answer) =>
    request.id === process.argv[2] ? { ...answer, id: "somebody-else" } : answer,
});
