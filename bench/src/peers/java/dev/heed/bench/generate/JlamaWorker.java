package dev.heed.bench.generate;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import dev.heed.bench.peer.ScratchFolder;
import dev.heed.bench.peer.WorkServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Jlama in a JVM of its own, by the calls of its {@code AbstractModel.generate}. Before, the model
 * is quantized as by its command {@code quantize}: all matrices, word embeddings too, become its
 * Q4.
 */
final class JlamaWorker {
  /** What its {@code quantize} writes, the weights first. */
  private static final List<String> WRITTEN =
      List.of("model.safetensors", "config.json", "tokenizer.json", "README.md");

  /** One for each process: the number of threads can be said once. */
  private static @Nullable AbstractModel loaded;

  private final AbstractModel model;
  private final KvBufferCache.KvBuffer memory;
  private final AbstractTensor<?, ?> logits;
  private final int[] prompt;
  private final int steps;

  private JlamaWorker(AbstractModel model, JsonNode facts) {
    this.model = model;
    memory = new KvBufferCache(model).getKvBuffer(UUID.randomUUID());
    logits = model.makeDenseTensor(model.getConfig().vocabularySize);
    prompt = facts.path("prompt").valueStream().mapToInt(JsonNode::asInt).toArray();
    steps = facts.path("steps").asInt();
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    try (ScratchFolder scratch = new ScratchFolder()) {
      WorkServer.serve(
          Map.of(
              "prefill", facts -> new JlamaWorker(load(facts, scratch), facts).prefill(),
              "decode", facts -> new JlamaWorker(load(facts, scratch), facts).decode()));
    }
  }

  /** Asks for activations in 8 bits, as its programs do; too narrow a model gets them in F32. */
  private static AbstractModel load(JsonNode facts, ScratchFolder scratch) throws IOException {
    AbstractModel model = loaded;
    if (model == null) {
      Path quantized = quantize(Path.of(facts.path("file").asString()), scratch);
      model =
          ModelSupport.loadModel(
              quantized.toFile(),
              null,
              DType.F32,
              DType.I8,
              Optional.empty(),
              Optional.of(facts.path("threads").asInt()));
      loaded = model;
    }
    return model;
  }

  private static Path quantize(Path folder, ScratchFolder scratch) throws IOException {
    List<Path> written = WRITTEN.stream().map(scratch::file).toList();
    Path target = Objects.requireNonNull(written.getFirst().getParent());
    return SafeTensorSupport.quantizeModel(
        folder, DType.Q4, new String[] {"norm"}, new String[0], Optional.of(target));
  }

  private WorkServer.Work prefill() {
    return new JlamaWork() {
      @Override
      public void call() {
        readPrompt();
      }

      @Override
      public float[] answer() {
        readPrompt();
        float[] values = new float[model.getConfig().vocabularySize];
        for (int i = 0; i < values.length; i++) {
          values[i] = logits.get(0, i);
        }
        return values;
      }
    };
  }

  private WorkServer.Work decode() {
    int first = readPrompt();
    return new JlamaWork() {
      @Override
      public void call() {
        continueAfter(first);
      }

      @Override
      public float[] answer() {
        return continueAfter(first);
      }
    };
  }

  /** Returns the token after it. */
  private int readPrompt() {
    try (AbstractTensor<?, ?> states = model.batchForward(prompt, 0, memory)) {
      return likeliest(states.slice(states.shape().first() - 1));
    }
  }

  /** Returns the tokens that were taken in. */
  private float[] continueAfter(int first) {
    float[] ids = new float[steps];
    int token = first;
    for (int s = 0; s < steps; s++) {
      ids[s] = token;
      try (AbstractTensor<?, ?> state =
          model.forward(token, prompt.length + s, memory, Optional.empty())) {
        token = likeliest(state);
      }
    }
    return ids;
  }

  /** At temperature 0. */
  private int likeliest(AbstractTensor<?, ?> state) {
    return model.sample(state, 0, 0, logits);
  }

  private abstract static class JlamaWork implements WorkServer.Work {
    @Override
    public String engine() {
      return "jlama " + Jlama.VERSION + ", its own Q4";
    }
  }
}
