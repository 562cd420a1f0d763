/** No loss that anybody knows. */
import { loss as known } from "./simple.mjs";

export const loss = (inputs, options) => known(inputs, options) ** 2;
