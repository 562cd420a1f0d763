// An adapter for smoothproof in Java. Fill in run; Speak.java beside it does the talking.
//
//     javac Adapter.java Speak.java
//     npx smoothproof conformance --exec "java Adapter"
import java.util.List;

public class Adapter {
    /**
     * Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
     *
     *     Speak.Tensor logits = call.inputs().get("logits");
     *     double smoothing = call.number("labelSmoothing", 0);
     *     return new Speak.Answer(new Speak.Tensor(logits.dtype(), new long[] {}, new double[] {loss}), gradient);
     *
     * The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What is thrown
     * fails that one call, unless the reference refuses it too. Throw Skip for what your loss is not written for, such as
     * weights, more axes or another reduction: a skipped call does not fail.
     */
    static Speak.Answer run(Speak.Call call) {
        throw new Speak.Skip("not written yet");
    }

    public static void main(String[] args) throws Exception {
        // Ids of the variants you implement: see npx smoothproof list.
        List<String> variants = List.of("torch");
        Speak.serve(Speak.about("my-loss", "0.1.0", variants, List.of("float32", "float64")), Adapter::run);
    }
}
