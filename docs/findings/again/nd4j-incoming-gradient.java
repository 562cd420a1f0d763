// client: nd4j | file: Again.java | run: java -cp 'lib/*' Again.java 2>/dev/null | grep -v ^Added
// The slope of what SameDiff itself returns, by differences, beside its gradient; and the loss written as operators of SameDiff.
import java.util.Arrays;
import java.util.Map;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class Again {
  public static void main(String[] arguments) {
    for (boolean byOperators : new boolean[] {false, true}) {
      float[] slope = new float[3];
      for (int k = 0; k < 3; k++) {
        float[] up = {2, 1, 0}, down = {2, 1, 0};
        up[k] += 0.01f;
        down[k] -= 0.01f;
        slope[k] = (value(up, byOperators) - value(down, byOperators)) / 0.02f;
      }
      SameDiff graph = graph(new float[] {2, 1, 0}, byOperators);
      float[] gradient = graph.calculateGradients(Map.of(), "logits").get("logits").dup().data().asFloat();
      System.out.println((byOperators ? "ten times log(sum(exp)) - x:   " : "ten times softmaxCrossEntropy: ")
          + "gradient " + rounded(gradient) + ", slope " + rounded(slope));
    }
  }

  static SameDiff graph(float[] logits, boolean byOperators) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("logits", Nd4j.create(logits, new long[] {1, 3}, 'c'));
    SDVariable y = graph.constant("target", Nd4j.create(new float[] {1, 0, 0}, new long[] {1, 3}, 'c'));
    SDVariable loss = byOperators
        ? graph.math.log(graph.math.exp(x).sum()).sub(x.mul(y).sum())
        : graph.loss.softmaxCrossEntropy("loss", y, x, null, LossReduce.SUM, 0);
    graph.setLossVariables(loss.mul("scaled", 10));
    return graph;
  }

  static float value(float[] logits, boolean byOperators) {
    return graph(logits, byOperators).output(Map.of(), "scaled").get("scaled").getFloat(0);
  }

  static String rounded(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) copy[i] = Math.round(values[i] * 100) / 100.0;
    return Arrays.toString(copy);
  }
}
