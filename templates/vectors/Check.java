/** Judges a loss in Java. Put yours into lossAndGradient, then: java -cp gson.jar Check.java torch.jsonl */
import com.google.gson.*; import java.nio.*; import java.nio.file.*; import java.util.*;

class Check {
    record Tensor(String dtype, long[] shape, double[] data) {} // row-major
    record Answer(Tensor loss, Tensor gradient) {} // the gradient may be null
    static class Skip extends RuntimeException {} // throw it for what your loss does not have

    // options.get("labelSmoothing").getAsDouble() reads "NaN" and "Infinity" too, which JSON cannot write as numbers.
    static Answer lossAndGradient(JsonObject options, Map<String, Tensor> inputs) throws Exception {
        throw new Skip();
    }

    static double[] numbers(JsonElement list) {
        return list == null ? null : list.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    static long[] shape(JsonObject of) { return Arrays.stream(numbers(of.get("shape"))).mapToLong(x -> (long) x).toArray(); }

    static Tensor tensor(JsonObject given, Path folder) throws Exception {
        String dtype = given.get("dtype").getAsString();
        if (!given.has("file")) return new Tensor(dtype, shape(given), numbers(given.get("data")));
        byte[] file = Files.readAllBytes(folder.resolve(given.get("file").getAsString()));
        double unit = given.has("unit") ? given.get("unit").getAsDouble() : 0;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(128);
        double[] data = new double[bytes.remaining() / (unit == 0 ? 4 : 1)];
        for (int i = 0; i < data.length; i++) data[i] = unit == 0 ? bytes.getFloat() : bytes.get() * unit;
        return new Tensor(dtype, shape(given), data);
    }

    static String wrong(String name, JsonObject want, Tensor got) {
        if (!Arrays.equals(got.shape, shape(want))) return name + ": expected shape " + want.get("shape") + ", got " + Arrays.toString(got.shape);
        double[] value = numbers(want.get("value")), at = numbers(want.get("at")), overflows = numbers(want.get("overflows"));
        for (int i = 0; i < value.length; i++) {
            double x = got.data[at == null ? i : (int) at[i]], y = value[i];
            JsonElement all = want.get("allowed"), allowed = all.isJsonArray() ? all.getAsJsonArray().get(i) : all;
            boolean right = is(x, y) || Math.abs(x - y) <= allowed.getAsDouble();
            if (want.has("signedZeros") && x == 0 && y == 0) right = 1 / x == 1 / y;
            if (!right && (overflows == null || !is(x, overflows[i]))) return name + ": expected " + y + ", got " + x;
        }
        return null;
    }

    static boolean is(double x, double y) { return x == y || (x != x && y != y); }

    static String judge(JsonObject vector, Path folder) throws Exception {
        Map<String, Tensor> inputs = new TreeMap<>();
        for (var each : vector.getAsJsonObject("inputs").entrySet()) inputs.put(each.getKey(), tensor(each.getValue().getAsJsonObject(), folder));
        JsonObject expect = vector.getAsJsonObject("expect");
        try {
            Answer got = lossAndGradient(vector.getAsJsonObject("options"), inputs);
            if (expect.has("code")) return "expected a refusal";
            String reason = wrong("loss", expect.getAsJsonObject("loss"), got.loss);
            return reason != null || got.gradient == null ? reason : wrong("gradient", expect.getAsJsonObject("gradient"), got.gradient);
        } catch (Skip skip) { throw skip; } catch (Exception error) { return expect.has("code") ? null : error.toString(); }
    }

    public static void main(String[] args) throws Exception {
        int passed = 0, failed = 0, skipped = 0;
        for (String line : Files.readAllLines(Path.of(args[0]))) try {
            JsonObject vector = JsonParser.parseString(line).getAsJsonObject();
            String reason = judge(vector, Path.of(args[0]).toAbsolutePath().getParent());
            if (reason == null) passed++;
            else { failed++; System.out.println(vector.get("id").getAsString() + ": " + reason); }
        } catch (Skip skip) { skipped++; }
        System.out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
        System.exit(failed > 0 || passed == 0 ? 1 : 0);
    }
}
