package dev.heed.bench.train;

import dev.heed.bench.quality.Banking77;
import dev.heed.bench.quality.Question;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is learned: a model, and batches that come again and again.
 *
 * @param checkpoint kind of the checkpoint that the Python peer writes
 * @param causal whether a token sees only those before it
 * @param sizes of the model
 * @param batches token ids of each text of each batch
 * @param labels of each text of each batch; null where each token's label is the next token
 */
record TrainingWork(
    String name,
    String checkpoint,
    boolean causal,
    Sizes sizes,
    List<List<int[]>> batches,
    @Nullable List<int[]> labels) {
  /** Batches before the first comes again. */
  static final int BATCHES = 4;

  private static final int TEXTS = 16;
  private static final int TOKENS = 128;

  /** Bytes of ASCII. */
  private static final int LETTERS = 128;

  private static final int LONGEST = 128;

  /**
   * Of a Transformer.
   *
   * @param inner width of the feed-forward part
   * @param outputs of the head
   */
  record Sizes(int layers, int width, int inner, int outputs) {}

  /** A small GPT-2 over the letters of a text, 16 × 128 of them at a time. */
  static TrainingWork language(Path text) throws IOException {
    byte[] letters = Files.readString(text).getBytes(StandardCharsets.US_ASCII);
    List<List<int[]>> batches = new ArrayList<>();
    for (int b = 0; b < BATCHES; b++) {
      List<int[]> batch = new ArrayList<>();
      for (int t = 0; t < TEXTS; t++) {
        int[] ids = new int[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
          ids[i] = letters[(b * TEXTS + t) * TOKENS + i];
        }
        batch.add(ids);
      }
      batches.add(batch);
    }
    return new TrainingWork(
        "GPT-2 of 4 layers × 256, 16 × 128 letters",
        "letters",
        true,
        new Sizes(4, 256, 1024, LETTERS),
        batches,
        null);
  }

  /** All parameters of all-MiniLM-L6-v2 and a head of 77 classes, 16 questions at a time. */
  static TrainingWork minilm(Banking77 data, Tokenizer tokenizer) {
    SequencedMap<String, Integer> classes = new LinkedHashMap<>();
    data.train().forEach(question -> classes.putIfAbsent(question.category(), classes.size()));
    List<Question> shuffled = new ArrayList<>(data.train());
    Collections.shuffle(shuffled, new Random(42));
    List<List<int[]>> batches = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (int b = 0; b < BATCHES; b++) {
      List<Question> batch = shuffled.subList(b * TEXTS, (b + 1) * TEXTS);
      batches.add(batch.stream().map(question -> ids(tokenizer, question.text())).toList());
      labels.add(batch.stream().mapToInt(question -> classes.get(question.category())).toArray());
    }
    return new TrainingWork(
        "all-MiniLM-L6-v2, all parameters, 16 questions",
        "minilm",
        false,
        new Sizes(6, 384, 1536, classes.size()),
        batches,
        labels);
  }

  private static int[] ids(Tokenizer tokenizer, String text) {
    Encoding encoding = tokenizer.encode(text);
    if (encoding.ids().length > LONGEST) {
      throw new IllegalStateException("a question of banking77 is longer than it ever was");
    }
    return encoding.ids();
  }

  /** For the process that learns. */
  Map<String, Object> facts(Path folder, int threads) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("folder", folder.toAbsolutePath().toString());
    facts.put("threads", threads);
    facts.put("batches", batches);
    facts.put("labels", labels == null ? List.of() : labels);
    return facts;
  }

  /** Of a step, on the average of all batches; padding is none. */
  double tokens() {
    return batches.stream().flatMap(List::stream).mapToInt(ids -> ids.length).sum()
        / (double) BATCHES;
  }

  /**
   * Operations of a step, on the average: products of the forward pass and twice as many back,
   * attention over visible keys. Nothing is counted that is computed a second time.
   */
  double flops() {
    double width = sizes.width();
    double linear = sizes.layers() * (4 * width * width + 2 * width * sizes.inner());
    double head = width * sizes.outputs() + (causal ? 0 : width * width);
    double flops = 0;
    for (List<int[]> batch : batches) {
      for (int[] ids : batch) {
        double n = ids.length;
        double visible = causal ? n * (n + 1) / 2 : n * n;
        flops += 2 * n * linear + 2 * (causal ? n : 1) * head;
        flops += sizes.layers() * 4 * visible * width;
      }
    }
    return 3 * flops / BATCHES;
  }
}
