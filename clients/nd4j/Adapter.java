import java.io.FileOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's softmaxCrossEntropy and sigmoidCrossEntropy, modelled on TensorFlow's, with SameDiff's gradients. */
final class Adapter {
  public static void main(String[] arguments) throws Exception {
    String[][] codes = {{"(?i)weights", "weight-shape"}, {"(?i)shape|rank|dimension|Op validation", "shape-mismatch"}};
    Speak.serve(
        new Speak.About(
            "org.nd4j:nd4j-native",
            "1.0.0-M2.1",
            List.of("tf1-softmax", "tf1-sigmoid"),
            List.of("float32"),
            true,
            codes),
        Adapter::run,
        // Its native code writes to standard output.
        new FileOutputStream("/dev/fd/3"));
  }

  static Speak.Answer run(Speak.Call call) {
    LossReduce reduction =
        switch (call.text("reduction", "sum_by_nonzero_weights")) {
          case "sum_by_nonzero_weights" -> LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT;
          case "mean" -> LossReduce.MEAN_BY_WEIGHT;
          case "sum" -> LossReduce.SUM;
          case "none" -> LossReduce.NONE;
          default -> throw new Speak.Skip("LossReduce has no " + call.text("reduction", ""));
        };
    Speak.Tensor logits = call.inputs().get("logits"), weights = call.inputs().get("sampleWeight");
    if (logits.data().length == 0) throw new Speak.Skip("there are no empty arrays here");
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("logits", array(logits));
    SDVariable target = graph.constant("target", array(call.inputs().get("target")));
    SDVariable weight = weights == null ? null : graph.constant("weights", array(weights));
    double smoothing = call.number("labelSmoothing", 0);
    SDVariable loss =
        call.variant().equals("tf1-softmax")
            ? graph.loss.softmaxCrossEntropy("loss", target, x, weight, reduction, smoothing)
            : graph.loss.sigmoidCrossEntropy("loss", target, x, weight, reduction, smoothing);
    Speak.Tensor upstream = call.inputs().get("upstream");
    SDVariable scaled = upstream == null ? loss : loss.mul("scaled", graph.constant("upstream", array(upstream)));
    graph.setLossVariables(scaled);
    Map<String, INDArray> none = new HashMap<>();
    INDArray value = graph.output(none, "loss").get("loss");
    Speak.enter("backward");
    INDArray gradient = graph.calculateGradients(none, "logits").get("logits");
    return new Speak.Answer(wire(value), wire(gradient));
  }

  private static INDArray array(Speak.Tensor tensor) {
    return tensor.shape().length == 0
        ? Nd4j.scalar((float) tensor.data()[0])
        : Nd4j.create(tensor.floats(), tensor.shape(), 'c').castTo(DataType.FLOAT);
  }

  private static Speak.Tensor wire(INDArray array) {
    return Speak.Tensor.of("float32", array.shape(), array.dup('c').data().asFloat());
  }
}
