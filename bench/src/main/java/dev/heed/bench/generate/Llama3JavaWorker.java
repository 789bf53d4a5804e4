package dev.heed.bench.generate;

import dev.heed.bench.peer.WorkServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * llama3.java in a JVM of its own, by reflection, since it is one file without a version that
 * everybody compiles for himself. Its command line knows the tokens of Llama 3 alone, so its
 * weights are loaded as its own {@code ModelLoader} does it, but without a tokenizer, and its
 * {@code generateTokens} gets the ids.
 */
final class Llama3JavaWorker {
  /** Its own choice, {@code llama.BatchSize}. */
  private static final int BATCH = 16;

  private final Method generate;
  private final Object model;
  private final Object state;
  private final Object likeliest;
  private final List<Integer> prompt;
  private final int steps;
  private int first;

  private Llama3JavaWorker(JsonNode facts) throws IOException, ReflectiveOperationException {
    prompt = new ArrayList<>();
    facts.path("prompt").forEach(id -> prompt.add(id.asInt()));
    steps = facts.path("steps").asInt();
    model = load(Path.of(facts.path("file").asString()), prompt.size() + steps);
    state = constructor(type("Llama$State")).newInstance(invoke(model, "configuration"), BATCH);
    likeliest = field(type("Sampler"), null, "ARGMAX");
    generate = method(type("Llama"), "generateTokens");
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    // It says after each call how fast it was.
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    WorkServer.serve(
        Map.of(
            "prefill", facts -> new Llama3JavaWorker(facts).prefill(),
            "decode", facts -> new Llama3JavaWorker(facts).decode()));
  }

  private static Object load(Path file, int context)
      throws IOException, ReflectiveOperationException {
    try (FileChannel channel = FileChannel.open(file)) {
      Object gguf = method(type("GGUF"), "loadModel").invoke(null, channel, file.toString());
      Map<?, ?> keys = (Map<?, ?>) invoke(gguf, "getMetadata");
      Object[] vocabulary = (Object[]) Objects.requireNonNull(keys.get("tokenizer.ggml.tokens"));
      Object configuration =
          constructor(type("Llama$Configuration"))
              .newInstance(
                  keys.get("llama.embedding_length"),
                  keys.get("llama.feed_forward_length"),
                  keys.get("llama.block_count"),
                  keys.get("llama.attention.head_count"),
                  keys.get("llama.attention.head_count_kv"),
                  vocabulary.length,
                  context,
                  keys.get("llama.attention.layer_norm_rms_epsilon"),
                  keys.get("llama.rope.freq_base"));
      Object tensors =
          method(type("GGUF"), "loadTensors")
              .invoke(
                  null,
                  channel,
                  invoke(gguf, "getTensorDataOffset"),
                  invoke(gguf, "getTensorInfos"));
      Object weights =
          method(type("ModelLoader"), "loadWeights").invoke(null, tensors, configuration);
      return constructor(type("Llama")).newInstance(configuration, null, weights);
    }
  }

  private WorkServer.Work prefill() {
    return new LlamaWork() {
      @Override
      public void call() throws ReflectiveOperationException {
        readPrompt();
      }

      @Override
      public float[] answer() throws ReflectiveOperationException {
        readPrompt();
        Object logits = field(state.getClass(), state, "logits");
        float[] values = new float[(int) invoke(logits, "size")];
        Method get = method(logits.getClass(), "getFloat");
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) get.invoke(logits, i);
        }
        return values;
      }
    };
  }

  private WorkServer.Work decode() throws ReflectiveOperationException {
    first = readPrompt();
    return new LlamaWork() {
      @Override
      public void call() throws ReflectiveOperationException {
        continuePrompt();
      }

      @Override
      public float[] answer() throws ReflectiveOperationException {
        float[] ids = new float[steps];
        ids[0] = first;
        List<?> after = continuePrompt();
        for (int s = 1; s < steps; s++) {
          ids[s] = (Integer) after.get(s - 1);
        }
        return ids;
      }
    };
  }

  /** Returns the token after it. */
  private int readPrompt() throws ReflectiveOperationException {
    return (Integer) generate(0, prompt, prompt.size()).getFirst();
  }

  /** Returns the token after each step. */
  private List<?> continuePrompt() throws ReflectiveOperationException {
    state.getClass().getField("latestToken").setInt(state, first);
    return generate(prompt.size(), List.of(), prompt.size() + steps);
  }

  private List<?> generate(int position, List<Integer> tokens, int end)
      throws ReflectiveOperationException {
    Object generated =
        generate.invoke(
            null, model, state, position, tokens, Set.of(), end, likeliest, false, null);
    return (List<?>) generated;
  }

  private abstract static class LlamaWork implements WorkServer.Work {
    @Override
    public String engine() {
      return "llama3.java";
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("com.llama4j." + name);
  }

  private static Object invoke(Object of, String name, Object... arguments)
      throws ReflectiveOperationException {
    return method(of.getClass(), name).invoke(of, arguments);
  }

  /** The first of that name, in the class itself or above it. */
  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    for (Class<?> in = type; in != null; in = in.getSuperclass()) {
      for (Method method : in.getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          method.setAccessible(true);
          return method;
        }
      }
    }
    throw new NoSuchMethodException("%s has no method %s".formatted(type, name));
  }

  private static Constructor<?> constructor(Class<?> type) {
    Constructor<?> longest =
        Stream.of(type.getDeclaredConstructors())
            .max((a, b) -> Integer.compare(a.getParameterCount(), b.getParameterCount()))
            .orElseThrow();
    longest.setAccessible(true);
    return longest;
  }

  private static Object field(Class<?> type, @Nullable Object of, String name)
      throws ReflectiveOperationException {
    var field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
