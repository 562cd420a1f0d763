import { speak } from "./speak.mjs";

speak({ onEcho: (request) => ({ type: "skipped", id: request.id, reason: "not written yet" }) });
