// client: tensorflow-java | file: Again.java | run: java -cp 'lib/*' Again.java 2>/dev/null
// The function under the class, for the page's numbers with classes on axis 1, and moved to the end by TensorFlow's transposition.
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.losses.Losses;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class Again {
  static final float[][][] TARGET = {{{1, 0}, {0, 1}, {0, 0}}};
  static final float[][][] OUTPUT = {{{0.7f, 0.2f}, {0.1f, 0.5f}, {0.2f, 0.3f}}};

  public static void main(String[] arguments) {
    for (boolean areLogits : new boolean[] {false, true})
      for (float smoothing : new float[] {0, 0.1f})
        System.out.printf(
            "logits %b, smoothing %.1f: axis 1 %s, moved to the end %s%n",
            areLogits, smoothing, lossOf(areLogits, smoothing, false), lossOf(areLogits, smoothing, true));
  }

  static String lossOf(boolean areLogits, float smoothing, boolean isMoved) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      // All other axes in their order, then the classes' own.
      Operand<TFloat32> target = isMoved ? tf.linalg.transpose(tf.constant(TARGET), tf.constant(new int[] {0, 2, 1})) : tf.constant(TARGET);
      Operand<TFloat32> output = isMoved ? tf.linalg.transpose(tf.constant(OUTPUT), tf.constant(new int[] {0, 2, 1})) : tf.constant(OUTPUT);
      Operand<TFloat32> losses = Losses.categoricalCrossentropy(tf, target, output, areLogits, smoothing, isMoved ? -1 : 1);
      Operand<TFloat32> mean = tf.math.mean(losses, tf.constant(new int[] {0, 1}));
      return String.format("%.6f", ((TFloat32) session.runner().fetch(mean).run().get(0)).getFloat());
    } catch (RuntimeException error) {
      return "fails";
    }
  }
}
