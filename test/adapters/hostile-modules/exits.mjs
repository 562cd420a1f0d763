import { lossAndGradient as right } from "./right.mjs";

let runs = 0;
export const lossAndGradient = (...call) => (runs++ === 30 ? process.exit(0) : right(...call));
