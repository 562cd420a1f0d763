import { speak } from "./speak.mjs";

speak({
  onEcho(request) {
    const data = request.tensor.data.map((value) => (value === "-0" ? 0 : value));
    return { type: "echo", id: request.id, tensor: { ...request.tensor, data } };
  },
});
