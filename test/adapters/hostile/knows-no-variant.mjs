import { leaveTrace, say } from "./speak.mjs";

leaveTrace();
const implementation = { name: "other", version: "1", language: "JavaScript" };
process.stdin.on("data", (data) => {
  for (const line of data.toString().trim().split("\n")) {
    const { type, id, tensor } = JSON.parse(line);
    if (type === "hello")
      say({ type, protocol: 1, implementation, variants: ["focal"], gradient: true, dtypes: ["float32"] });
    if (type === "echo") say({ type, id, tensor });
  }
});
