// No message of the protocol, though valid JSON.
import { speak } from "./speak.mjs";

const SAID = ["null", "[]", '"done"', "{}", '{"type":"done"}'];
speak({
  onRun(request, index) {
    if (index % 6 === 5)
      return { type: "echo", id: request.id, tensor: { dtype: "float64", shape: [], data: [1] } };
    return `${SAID[index % 6]}\n`;
  },
});
