// The adapter protocol smoothproof/1 for Java, from the standard library alone. Nothing in it needs to be changed.
//
//     Speak.serve(Speak.about("my-loss", "0.1.0", List.of("torch"), List.of("float32", "float64")), Adapter::run);
//
// One JSON object per line: requests on standard input, answers on standard output; whatever a library prints goes to
// standard error.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

final class Speak {
    private Speak() {}

    /** Values in row-major order, widened to double, which keeps every dtype's values as they are. A scalar has shape {}. */
    record Tensor(String dtype, long[] shape, double[] data) {
        float[] floats() {
            float[] values = new float[data.length];
            for (int i = 0; i < data.length; i++) values[i] = (float) data[i];
            return values;
        }

        static Tensor of(String dtype, long[] shape, float[] values) {
            double[] data = new double[values.length];
            for (int i = 0; i < data.length; i++) data[i] = values[i];
            return new Tensor(dtype, shape, data);
        }
    }

    /** One call, as it was asked for. */
    record Call(String variant, Map<String, Object> options, Map<String, Tensor> inputs) {
        double number(String option, double otherwise) {
            return options.containsKey(option) ? Speak.number(options.get(option)) : otherwise;
        }

        String text(String option, String otherwise) {
            return options.containsKey(option) ? String.valueOf(options.get(option)) : otherwise;
        }

        boolean flag(String option, boolean otherwise) {
            return options.containsKey(option) ? (Boolean) options.get(option) : otherwise;
        }
    }

    /** The loss, and its gradient, or null if you do not have it. */
    record Answer(Tensor loss, Tensor gradient) {}

    /** Throw it for what your loss is not written for; the text says what. A call that is skipped does not fail. */
    static final class Skip extends RuntimeException {
        Skip(String reason) {
            super(reason);
        }
    }

    /** Throw it for arguments that your loss refuses, if it has a code for that: smoothproof's docs/protocol.md lists them. */
    static final class Refuse extends RuntimeException {
        final String code;

        Refuse(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    interface Run {
        Answer of(Call call) throws Exception;
    }

    /**
     * What the adapter is.
     *
     * @param variants ids of the losses that you have: npx smoothproof list
     * @param codes pairs of a pattern and the code of the refusals that it is found in, of which the first counts. Where they
     *     are given, what your loss refuses is compared by phase and code; where they are null, any error is the right answer
     *     to a call that the reference refuses
     */
    record About(
        String name, String version, List<String> variants, List<String> dtypes, boolean gradient, String[][] codes) {}

    static About about(String name, String version, List<String> variants, List<String> dtypes) {
        return new About(name, version, variants, dtypes, true, null);
    }

    private static String phase;

    /** What is thrown from here on is refused in this phase: "construct", "call" or "backward". */
    static void enter(String name) {
        phase = name;
    }

    /** Answers requests until the input ends. */
    static void serve(About about, Run run) throws Exception {
        serve(about, run, System.out);
    }

    /** For a library whose native code writes to standard output. */
    static void serve(About about, Run run, OutputStream answers) throws Exception {
        PrintStream out = new PrintStream(answers, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> request = fields(new Reader(line).value());
            String type = (String) request.get("type");
            if (type.equals("bye")) break;
            Map<String, Object> answer =
                switch (type) {
                    case "hello" -> hello(about);
                    case "echo" -> message("type", type, "tensor", tensor(request.get("tensor")));
                    default -> answer(about, request, run);
                };
            if (request.containsKey("id")) answer.put("id", request.get("id"));
            // Each line must leave at once.
            out.print(write(answer) + "\n");
            out.flush();
        }
        // Threads of a library must not keep it alive.
        System.exit(0);
    }

    private static Map<String, Object> hello(About about) {
        Map<String, Object> implementation = message("name", about.name, "version", about.version, "language", "Java");
        Map<String, Object> hello = message("type", "hello", "protocol", 1.0, "implementation", implementation);
        hello.putAll(message("variants", about.variants, "gradient", about.gradient, "dtypes", about.dtypes));
        if (about.codes != null) hello.put("codes", true);
        return hello;
    }

    private static Map<String, Object> answer(About about, Map<String, Object> request, Run run) {
        enter("call");
        try {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            fields(request.get("inputs")).forEach((name, wire) -> inputs.put(name, tensor(wire)));
            Answer answer = run.of(new Call((String) request.get("variant"), fields(request.get("options")), inputs));
            Map<String, Object> result = message("type", "result", "loss", answer.loss);
            if (answer.gradient != null) result.put("gradient", answer.gradient);
            return result;
        } catch (Skip skip) {
            return message("type", "skipped", "reason", skip.getMessage());
        } catch (Exception | AssertionError | StackOverflowError error) {
            String message = String.valueOf(error.getMessage()).split("\n")[0];
            return message("type", "error", "phase", phase, "code", codeOf(about, error, message), "message", message);
        }
    }

    private static String codeOf(About about, Throwable error, String message) {
        if (error instanceof Refuse refused) return refused.code;
        for (String[] known : about.codes == null ? new String[0][] : about.codes)
            if (Pattern.compile(known[0]).matcher(message).find()) return known[1];
        return "exception";
    }

    private static Map<String, Object> message(Object... fields) {
        Map<String, Object> message = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) message.put((String) fields[i], fields[i + 1]);
        return message;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Object json) {
        return (Map<String, Object>) json;
    }

    private static Tensor tensor(Object wire) {
        List<?> shape = (List<?>) fields(wire).get("shape"), data = (List<?>) fields(wire).get("data");
        return new Tensor(
            (String) fields(wire).get("dtype"),
            shape.stream().mapToLong(length -> (long) number(length)).toArray(),
            data.stream().mapToDouble(Speak::number).toArray());
    }

    /** JSON has no digits for NaN and the infinities, and -0 would lose its sign: they travel as strings. */
    private static double number(Object value) {
        return value instanceof Double number ? number : Double.parseDouble((String) value);
    }

    private static String write(Object value) {
        if (value instanceof Double number) return writeNumber(number);
        if (value instanceof String text) return quote(text);
        if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Speak::write).toList()) + "]";
        if (value instanceof Tensor tensor) {
            List<Object> shape = new ArrayList<>();
            for (long length : tensor.shape) shape.add((double) length);
            List<Object> data = new ArrayList<>();
            // A float32 result is rounded once, here.
            for (double element : tensor.data) data.add(tensor.dtype.equals("float32") ? (double) (float) element : element);
            return write(message("dtype", tensor.dtype, "shape", shape, "data", data));
        }
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((name, field) -> fields.add(quote((String) name) + ":" + write(field)));
            return "{" + String.join(",", fields) + "}";
        }
        return String.valueOf(value);
    }

    private static String writeNumber(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) return quote(String.valueOf(value));
        if (value == 0 && 1 / value < 0) return quote("-0");
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') quoted.append('\\').append(character);
            else if (character < ' ') quoted.append(String.format("\\u%04x", (int) character));
            else quoted.append(character);
        }
        return quoted.append('"').toString();
    }

    /** Requests are always valid JSON. */
    private static final class Reader {
        private final String text;
        private int at = 0;

        Reader(String text) {
            this.text = text;
        }

        private char peek() {
            while (Character.isWhitespace(text.charAt(at))) at++;
            return text.charAt(at);
        }

        Object value() {
            switch (peek()) {
                case '{' -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    for (at++; peek() != '}'; ) {
                        if (peek() == ',') at++;
                        peek();
                        String name = string();
                        peek();
                        at++;
                        fields.put(name, value());
                    }
                    at++;
                    return fields;
                }
                case '[' -> {
                    List<Object> items = new ArrayList<>();
                    for (at++; peek() != ']'; ) {
                        if (peek() == ',') at++;
                        items.add(value());
                    }
                    at++;
                    return items;
                }
                case '"' -> {
                    return string();
                }
                default -> {
                    int start = at;
                    while (at < text.length() && ",]} \t".indexOf(text.charAt(at)) < 0) at++;
                    String word = text.substring(start, at);
                    return switch (word) {
                        case "null" -> null;
                        case "true", "false" -> Boolean.valueOf(word);
                        default -> Double.valueOf(word);
                    };
                }
            }
        }

        private String string() {
            StringBuilder found = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char character = text.charAt(at);
                if (character == '\\') {
                    character = text.charAt(++at);
                    int simple = "nrtbf".indexOf(character);
                    if (simple >= 0) character = "\n\r\t\b\f".charAt(simple);
                    else if (character == 'u') {
                        character = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    }
                }
                found.append(character);
            }
            at++;
            return found.toString();
        }
    }
}
