// Answers a run with its hello, again and again: it is never silent, and never answers.
import { say, speak } from "./speak.mjs";

speak({
  onRun(request) {
    const implementation = { name: request.id, version: "", language: "" };
    setInterval(() => {
      say({ type: "hello", protocol: 1, implementation, variants: [], gradient: true, dtypes: [] });
    }, 100);
  },
});
