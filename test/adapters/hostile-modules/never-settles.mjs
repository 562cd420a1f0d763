import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export const lossAndGradient = (...call) => (runs++ === 30 ? new Promise(() => {}) : right(...call));
