// Through float32 and back.
import { speak } from "./speak.mjs";

speak({
  onEcho(request) {
    const data = request.tensor.data.map((value) => (typeof value === "number" ? Math.fround(value) : value));
    return { type: "echo", id: request.id, tensor: { ...request.tensor, data } };
  },
});
