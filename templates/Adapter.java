// An adapter for smoothproof in Java, from the standard library alone. Fill in run.
//
//     javac Adapter.java
//     npx smoothproof conformance --exec "java Adapter"
//
// The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries
// nothing else. Standard error is free.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class Adapter {
    static final String NAME = "my-loss";
    /** Ids of the variants you implement: see npx smoothproof list. */
    static final List<String> VARIANTS = List.of("torch");

    /**
     * Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
     *
     * The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. Options are
     * numbers (Double), words (String) or Boolean. What is thrown fails that one call. Throw Skip for what your loss is
     * not written for, such as weights, more axes or another reduction: a skipped call does not fail.
     */
    static Result run(String variant, Map<String, Object> options, Map<String, Tensor> inputs) {
        throw new Skip("not written yet");
    }

    /** Values in row-major order; a scalar has shape {}. */
    record Tensor(String dtype, int[] shape, double[] data) {}

    record Result(Tensor loss, Tensor gradient) {}

    /** Throw it for what you do not have; the text says what. */
    static class Skip extends RuntimeException {
        Skip(String reason) {
            super(reason);
        }
    }

    /** Throw it where your loss refuses its arguments. Codes are listed in smoothproof's docs/protocol.md. */
    static class Refuse extends RuntimeException {
        final String phase;
        final String code;

        /** @param phase construct, call or backward */
        Refuse(String phase, String code, String message) {
            super(message);
            this.phase = phase;
            this.code = code;
        }
    }

    public static void main(String[] args) throws IOException {
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        // Whatever a library prints goes to standard error.
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            @SuppressWarnings("unchecked")
            Map<String, Object> request = (Map<String, Object>) new Reader(line).value();
            if (request.get("type").equals("bye")) return;
            // Each line must leave at once.
            answers.print(write(answer(request)) + "\n");
            answers.flush();
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> answer(Map<String, Object> request) {
        String type = (String) request.get("type");
        if (type.equals("hello")) {
            Map<String, Object> about = message("name", NAME, "version", "0.1.0", "language", "Java");
            List<String> dtypes = List.of("float32", "float64");
            return message("type", type, "protocol", 1.0, "implementation", about, "variants", VARIANTS, "gradient", true, "dtypes", dtypes);
        }
        Object id = request.get("id");
        if (type.equals("echo")) return message("type", type, "id", id, "tensor", tensor(request.get("tensor")));
        Map<String, Object> options = (Map<String, Object>) request.get("options");
        options.replaceAll((name, value) -> value instanceof String word ? numberOr(word, word) : value);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        ((Map<String, Object>) request.get("inputs")).forEach((name, wire) -> inputs.put(name, tensor(wire)));
        try {
            Result result = run((String) request.get("variant"), options, inputs);
            return message("type", "result", "id", id, "loss", result.loss(), "gradient", result.gradient());
        } catch (Skip skip) {
            return message("type", "skipped", "id", id, "reason", skip.getMessage());
        } catch (Refuse refusal) {
            return message("type", "error", "id", id, "phase", refusal.phase, "code", refusal.code, "message", refusal.getMessage());
        } catch (RuntimeException | StackOverflowError unforeseen) {
            // It fails this call, and the conversation goes on.
            return message("type", "error", "id", id, "phase", "call", "code", "exception", "message", unforeseen.toString());
        }
    }

    static Map<String, Object> message(Object... fields) {
        Map<String, Object> message = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) message.put((String) fields[i], fields[i + 1]);
        return message;
    }

    @SuppressWarnings("unchecked")
    static Tensor tensor(Object wire) {
        Map<String, Object> fields = (Map<String, Object>) wire;
        int[] shape = ((List<Object>) fields.get("shape")).stream().mapToInt(length -> ((Double) length).intValue()).toArray();
        double[] data = ((List<Object>) fields.get("data")).stream()
            .mapToDouble(value -> value instanceof String word ? (Double) numberOr(word, Double.NaN) : (Double) value)
            .toArray();
        return new Tensor((String) fields.get("dtype"), shape, data);
    }

    /** JSON has no digits for these, and -0 would lose its sign. */
    static Object numberOr(String word, Object otherwise) {
        return switch (word) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "-0" -> -0.0;
            default -> otherwise;
        };
    }

    static String write(Object value) {
        if (value instanceof Double number) return writeNumber(number);
        if (value instanceof String text) return quote(text);
        if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Adapter::write).toList()) + "]";
        if (value instanceof Tensor tensor) {
            List<Object> shape = new ArrayList<>();
            for (int length : tensor.shape()) shape.add((double) length);
            List<Object> data = new ArrayList<>();
            // A float32 result is rounded once, here.
            for (double element : tensor.data()) data.add(tensor.dtype().equals("float32") ? (double) (float) element : element);
            return write(message("dtype", tensor.dtype(), "shape", shape, "data", data));
        }
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((name, field) -> fields.add(quote((String) name) + ":" + write(field)));
            return "{" + String.join(",", fields) + "}";
        }
        return String.valueOf(value);
    }

    static String writeNumber(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) return quote(String.valueOf(value));
        if (value == 0 && 1 / value < 0) return quote("-0");
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.valueOf((long) value) : String.valueOf(value);
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') quoted.append('\\').append(character);
            else if (character < ' ') quoted.append(String.format("\\u%04x", (int) character));
            else quoted.append(character);
        }
        return quoted.append('"').toString();
    }

    /** Requests are always valid JSON. */
    static class Reader {
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
