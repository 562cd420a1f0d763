import { speak } from "./speak.mjs";

speak({ onEcho: (request) => ({ ...request, tensor: { ...request.tensor, shape: [1, 5], data: [1, 2] } }) });
