import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The adapter protocol smoothproof/1: serve answers requests until the input ends. */
final class Speak {
  private Speak() {}

  /** Values in row-major order, widened to double, which keeps every dtype's values as they are. */
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
  record Call(String variant, JsonObject options, Map<String, Tensor> inputs) {
    double number(String option, double otherwise) {
      return options.has(option) ? Speak.number(options.get(option)) : otherwise;
    }

    String text(String option, String otherwise) {
      return options.has(option) ? options.get(option).getAsString() : otherwise;
    }

    boolean flag(String option, boolean otherwise) {
      return options.has(option) ? options.get(option).getAsBoolean() : otherwise;
    }
  }

  /** Loss, and its gradient or null. */
  record Answer(Tensor loss, Tensor gradient) {}

  /** Thrown for what the client does not have; the text says what. */
  static final class Skip extends RuntimeException {
    Skip(String reason) {
      super(reason);
    }
  }

  interface Run {
    Answer of(Call call) throws Exception;
  }

  /** Codes are pairs of a pattern and the portable code of the refusals it is found in. */
  record About(
      String name, String version, String language, String[] variants, String[] dtypes, boolean gradient, String[][] codes) {}

  private static String phase;

  /** What is refused from here on is refused in this phase: "construct", "call" or "backward". */
  static void enter(String name) {
    phase = name;
  }

  static void serve(About about, Run run) throws Exception {
    // A library whose native code writes to standard output is started with answers on a file of their own.
    String file = System.getenv("SPEAK_OUTPUT");
    OutputStream stream = file == null ? System.out : new FileOutputStream(file);
    PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8);
    // Whatever a library prints goes to standard error.
    System.setOut(System.err);
    Gson gson = new Gson();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      String type = request.get("type").getAsString();
      if (type.equals("bye")) break;
      JsonObject answer =
          switch (type) {
            case "hello" -> hello(about, gson);
            case "echo" -> say("echo", "tensor", write(read(request.getAsJsonObject("tensor"))));
            default -> answer(about, request, run);
          };
      if (request.has("id")) answer.add("id", request.get("id"));
      out.println(answer);
    }
    // Threads of a library must not keep it alive.
    System.exit(0);
  }

  private static JsonObject hello(About about, Gson gson) {
    JsonObject implementation = new JsonObject();
    implementation.addProperty("name", about.name);
    implementation.addProperty("version", about.version);
    implementation.addProperty("language", about.language);
    JsonObject hello = say("hello", "implementation", implementation);
    hello.addProperty("protocol", 1);
    hello.add("variants", gson.toJsonTree(about.variants));
    hello.addProperty("gradient", about.gradient);
    hello.add("dtypes", gson.toJsonTree(about.dtypes));
    return hello;
  }

  private static JsonObject answer(About about, JsonObject request, Run run) {
    enter("call");
    try {
      Map<String, Tensor> inputs = new HashMap<>();
      for (Map.Entry<String, JsonElement> input : request.getAsJsonObject("inputs").entrySet())
        inputs.put(input.getKey(), read(input.getValue().getAsJsonObject()));
      Answer answer = run.of(new Call(request.get("variant").getAsString(), request.getAsJsonObject("options"), inputs));
      JsonObject result = say("result", "loss", write(answer.loss));
      if (answer.gradient != null) result.add("gradient", write(answer.gradient));
      return result;
    } catch (Skip skip) {
      return say("skipped", "reason", new JsonPrimitive(skip.getMessage()));
    } catch (Exception | AssertionError error) {
      String message = String.valueOf(error.getMessage()).split("\n")[0];
      String code = "exception";
      for (int i = about.codes.length - 1; i >= 0; i--)
        if (Pattern.compile(about.codes[i][0]).matcher(message).find()) code = about.codes[i][1];
      JsonObject said = say("error", "message", new JsonPrimitive(message));
      said.addProperty("phase", phase);
      said.addProperty("code", code);
      return said;
    }
  }

  private static JsonObject say(String type, String field, JsonElement value) {
    JsonObject said = new JsonObject();
    said.addProperty("type", type);
    said.add(field, value);
    return said;
  }

  private static Tensor read(JsonObject wire) {
    JsonArray shape = wire.getAsJsonArray("shape"), values = wire.getAsJsonArray("data");
    long[] lengths = new long[shape.size()];
    double[] data = new double[values.size()];
    for (int i = 0; i < lengths.length; i++) lengths[i] = shape.get(i).getAsLong();
    for (int i = 0; i < data.length; i++) data[i] = number(values.get(i));
    return new Tensor(wire.get("dtype").getAsString(), lengths, data);
  }

  private static JsonObject write(Tensor tensor) {
    JsonObject wire = new JsonObject();
    JsonArray shape = new JsonArray(), data = new JsonArray();
    for (long length : tensor.shape) shape.add(length);
    for (double value : tensor.data) data.add(word(value));
    wire.addProperty("dtype", tensor.dtype);
    wire.add("shape", shape);
    wire.add("data", data);
    return wire;
  }

  /** JSON has no digits for NaN and the infinities, and -0 would lose its sign. */
  private static double number(JsonElement value) {
    return value.getAsJsonPrimitive().isString() ? Double.parseDouble(value.getAsString()) : value.getAsDouble();
  }

  private static JsonPrimitive word(double value) {
    boolean isNamed = Double.isNaN(value) || Double.isInfinite(value);
    if (isNamed) return new JsonPrimitive(Double.toString(value));
    return value == 0 && 1 / value < 0 ? new JsonPrimitive("-0") : new JsonPrimitive(value);
  }
}
