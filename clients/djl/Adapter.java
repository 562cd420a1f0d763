import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import java.util.List;

/**
 * DJL's SoftmaxCrossEntropyLoss on PyTorch, with its gradient collector. It has no smoothing: smoothed labels are written
 * as its users write them, as dense labels.
 */
final class Adapter {
  public static void main(String[] arguments) throws Exception {
    String[][] codes = {
      {"(?i)index|bounds|Class values must", "class-index-out-of-range"}, {"(?i)shape|size|dimension", "shape-mismatch"}
    };
    Speak.serve(
        new Speak.About(
            "ai.djl:api",
            "0.36.0",
            List.of("equation1"),
            List.of("float32", "float64"),
            true,
            codes),
        Adapter::run);
  }

  static Speak.Answer run(Speak.Call call) {
    Speak.Tensor logits = call.inputs().get("logits"), target = call.inputs().get("target");
    double smoothing = call.number("labelSmoothing", 0);
    if (!(smoothing >= 0 && smoothing <= 1))
      throw new Speak.Skip("smoothing is a line that its users write, which checks no range");
    Speak.Tensor upstream = call.inputs().get("upstream");
    if (upstream != null && upstream.shape().length != 0)
      throw new Speak.Skip("an incoming gradient is a factor, and has no shape");
    if (!call.text("reduction", "mean").equals("mean")) throw new Speak.Skip("it has the mean alone");
    if (logits.shape().length < 2) throw new Speak.Skip("it takes batches");
    if (logits.dtype().equals("int64")) throw new Speak.Skip("the adapter asks for floating point numbers");
    boolean isSparse = target.dtype().equals("int64") && smoothing == 0;
    DataType type = logits.dtype().equals("float64") ? DataType.FLOAT64 : DataType.FLOAT32;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = array(manager, logits, type);
      NDArray labels = array(manager, target, target.dtype().equals("int64") ? DataType.INT64 : type);
      if (!isSparse) {
        long classes = logits.shape()[logits.shape().length - 1];
        if (target.dtype().equals("int64")) labels = labels.oneHot((int) classes, type);
        labels = labels.mul(1 - smoothing).add(smoothing / classes);
      }
      x.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss =
            new SoftmaxCrossEntropyLoss("loss", 1, -1, isSparse, true).evaluate(new NDList(labels), new NDList(x));
        Speak.enter("backward");
        collector.backward(upstream == null ? loss : loss.mul(upstream.data()[0]));
        return new Speak.Answer(wire(loss, logits.dtype()), wire(x.getGradient(), logits.dtype()));
      }
    }
  }

  private static NDArray array(NDManager manager, Speak.Tensor tensor, DataType type) {
    return manager.create(tensor.data(), new Shape(tensor.shape())).toType(type, false);
  }

  private static Speak.Tensor wire(NDArray array, String dtype) {
    return new Speak.Tensor(dtype, array.getShape().getShape(), array.toType(DataType.FLOAT64, false).toDoubleArray());
  }
}
