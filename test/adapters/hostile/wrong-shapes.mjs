// A loss of one axis too many, and a gradient that does not fill its shape.
import { speak } from "./speak.mjs";

speak({
  onRun(_request, index, answer) {
    const { loss, gradient } = answer;
    if (index % 2 === 0) return { ...answer, loss: { ...loss, shape: [...loss.shape, 1] } };
    return { ...answer, gradient: { ...gradient, data: gradient.data.slice(1) } };
  },
});
