import { leaveTrace } from "./speak.mjs";

leaveTrace();
console.error("loading the model");
setInterval(() => {}, 1000);
