// client: nd4j | file: Again.java | run: java -cp 'lib/*' Again.java 2>/dev/null | grep -v -e ^Added -e ^Error -e ^SOFTMAX
// The two operators called without a graph, with weights of each shape, and what they return or refuse.
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

class Again {
  public static void main(String[] arguments) {
    INDArray x = Nd4j.create(new float[] {1, 2, 3, 0, 1, 5}, new long[] {2, 3}, 'c');
    INDArray y = Nd4j.create(new float[] {0, 1, 0, 1, 0, 0}, new long[] {2, 3}, 'c');
    for (long[] shape : new long[][] {{2}, {2, 1}}) {
      INDArray weights = Nd4j.create(new float[] {2, 1}, shape, 'c');
      for (String name : new String[] {"softmax_cross_entropy_loss", "softmax_cross_entropy_loss_grad"}) {
        String said;
        try {
          INDArray[] results = Nd4j.exec(DynamicCustomOp.builder(name).addInputs(x, weights, y)
              .addFloatingPointArguments(0.1).addIntegerArguments(0).build());
          said = results[0].toStringFull().replaceAll("\\s+", " ");
        } catch (Exception error) {
          said = "refused";
        }
        System.out.println(shape.length + (shape.length == 1 ? " axis, " : " axes, ") + name + ": " + said);
      }
    }
  }
}
