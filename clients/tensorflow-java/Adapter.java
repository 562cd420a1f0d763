import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.losses.BinaryCrossentropy;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.framework.losses.Loss;
import org.tensorflow.framework.losses.Reduction;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import java.util.List;

/** tensorflow-framework's CategoricalCrossentropy and BinaryCrossentropy, with TensorFlow's gradients of the graph. */
final class Adapter {
  public static void main(String[] arguments) throws Exception {
    String[][] codes = {
      {"labelSmoothing must be", "label-smoothing-out-of-range"},
      {"weights.*broadcast|broadcast.*weights|Incompatible shapes", "weight-shape"}, {"(?i)shape|rank|dimension", "shape-mismatch"}
    };
    Speak.serve(
        new Speak.About(
            "org.tensorflow:tensorflow-framework",
            "1.1.0",
            List.of("tf-keras-categorical", "tf-keras-binary"),
            List.of("float32"),
            true,
            codes),
        Adapter::run);
  }

  static Speak.Answer run(Speak.Call call) {
    boolean fromLogits = call.flag("fromLogits", false);
    Speak.Tensor first = call.inputs().get(fromLogits ? "logits" : "probs");
    float smoothing = (float) call.number("labelSmoothing", 0);
    int axis = (int) call.number("axis", -1);
    Reduction reduction =
        switch (call.text("reduction", "sum_over_batch_size")) {
          case "sum_over_batch_size" -> Reduction.SUM_OVER_BATCH_SIZE;
          case "sum" -> Reduction.SUM;
          case "none" -> Reduction.NONE;
          default -> throw new Speak.Skip("a reduction is one of an enum, which has no " + call.text("reduction", ""));
        };
    boolean isBinary = call.variant().equals("tf-keras-binary");
    if (isBinary && axis != -1 && axis != first.shape().length - 1)
      throw new Speak.Skip("BinaryCrossentropy has no axis");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = constant(tf, first);
      Operand<TFloat32> target = constant(tf, call.inputs().get("target"));
      Speak.Tensor weights = call.inputs().get("sampleWeight");
      Operand<TFloat32> sampleWeights = weights == null ? null : constant(tf, weights);
      Speak.enter("construct");
      Loss criterion =
          isBinary
              ? new BinaryCrossentropy(fromLogits, smoothing, reduction)
              : new CategoricalCrossentropy("loss", fromLogits, smoothing, reduction, axis);
      Speak.enter("call");
      Operand<TFloat32> loss = criterion.call(tf, target, x, sampleWeights);
      Speak.Tensor upstream = call.inputs().get("upstream");
      Operand<TFloat32> scaled = upstream == null ? loss : tf.math.mul(loss, constant(tf, upstream));
      Speak.enter("backward");
      Operand<TFloat32> gradient = tf.gradients(scaled, java.util.List.of(x)).dy(0);
      // What the graph refuses as it runs is refused by the loss: its gradient has no checks of its own.
      Speak.enter("call");
      try (Session session = new Session(graph);
          var results = session.runner().fetch(loss).fetch(gradient).run()) {
        return new Speak.Answer(wire((TFloat32) results.get(0)), wire((TFloat32) results.get(1)));
      }
    }
  }

  private static Operand<TFloat32> constant(Ops tf, Speak.Tensor tensor) {
    return tf.constant(Shape.of(tensor.shape()), DataBuffers.of(tensor.floats()));
  }

  private static Speak.Tensor wire(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(org.tensorflow.ndarray.NdArrays.wrap(tensor.shape(), DataBuffers.of(values, false, false)));
    return Speak.Tensor.of("float32", tensor.shape().asArray(), values);
  }
}
