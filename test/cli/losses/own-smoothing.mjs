/** The same with a smoothing of its own, whatever it is told. */
import { loss as told } from "./simple.mjs";

export const loss = (inputs) => told(inputs, { labelSmoothing: 0.1 });
