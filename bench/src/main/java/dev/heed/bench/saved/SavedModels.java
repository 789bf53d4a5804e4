package dev.heed.bench.saved;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.load.AdapterTargets;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.NewModel;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes small models of every kind of folder that Heed saves, with what it computes with them. */
final class SavedModels {
  private static final int VOCABULARY = 60;
  private static final int MAX_TOKENS = 32;
  private static final int LAYERS = 3;
  private static final List<String> LABELS = List.of("sad", "glad", "neither");
  private static final List<String> TEXTS =
      List.of("the cat sat on the mat", "", "red, blue? fast dogs ran");

  /** A RoBERTa classifier with a byte-level tokenizer, which the tests of models have. */
  private static final Path ROBERTA = Path.of("models/src/test/resources/dev/heed/models/roberta");

  private static final String MASKED = "bert, masked words";
  private static final String EMBEDDINGS = "bert, embeddings";
  private static final EmbeddingSettings EMBEDDING =
      new EmbeddingSettings(Pooling.MEAN, true, 16, "", "", "");

  private final Backend backend;
  private final Path home;
  private final List<SavedCase> cases = new ArrayList<>();

  SavedModels(Backend backend, Path home) {
    this.backend = backend;
    this.home = home;
  }

  /** Writes them all below the folder. */
  List<SavedCase> write() {
    encoder("bert, pooler and classifier", "sequence", this::withTexts);
    encoder("bert, labels of tokens", "tokens", plan -> plan.withTokenLabels(LABELS));
    encoder(MASKED, "masked", EncoderPlan::withMaskedLanguage);
    encoder("bert, dense behind the pooling", "sentences", this::withPooled);
    encoder(EMBEDDINGS, "sentences", plan -> plan);
    otherLabels();
    decoder("gpt2", NewModel.Shape.GPT2);
    decoder("llama", NewModel.Shape.LLAMA);
    decoderAdapter("gpt2", "c_attn", "c_proj");
    decoderAdapter("llama", "q_proj", "v_proj", "down_proj");
    encoderAdapter("bert, adapter and head", "sequence", EMBEDDINGS, this::withTexts);
    encoderAdapter(
        "bert, adapter and labels of tokens",
        "tokens",
        EMBEDDINGS,
        plan -> plan.withTokenLabels(LABELS));
    encoderAdapter("bert, adapter and dense", "sentences", EMBEDDINGS, this::withPooled);
    encoderAdapter("bert, masked words, adapter", "masked", MASKED, plan -> plan);
    encoderAdapter("bert, embeddings, adapter", "sentences", EMBEDDINGS, plan -> plan);
    return cases;
  }

  private EncoderPlan withTexts(EncoderPlan plan) {
    return plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL);
  }

  private EncoderPlan withPooled(EncoderPlan plan) {
    return plan.withHead(new HeadSpec.Pooled(LABELS, ProblemType.SINGLE_LABEL, Pooling.MEAN));
  }

  private static NewModel sizes(NewModel.Shape shape) {
    return new NewModel(shape, LAYERS, 48, 4, 80, VOCABULARY, MAX_TOKENS);
  }

  private static String folder(String name) {
    return name.replaceAll("[^a-z0-9]+", "-");
  }

  private void encoder(String name, String kind, UnaryOperator<EncoderPlan> head) {
    NewModel sizes = sizes(NewModel.Shape.BERT);
    EncoderPlan plan = head.apply(EncoderPlan.fromNothing(name, sizes.config()));
    try (RandomModel<LearnedEncoder> random =
        new RandomModel<>(encoder(plan, null, InitialValues.of(sizes, 1), null), backend, 1)) {
      ModelFolder folder =
          ModelFolder.of(plan, random.model(), sizes.config())
              .withMaxTokens(16)
              .withFile("vocab.txt", Words.vocabulary(VOCABULARY));
      (plan.spec().head() instanceof HeadSpec.None ? folder.withEmbedding(EMBEDDING) : folder)
          .write(random.learner().queue(), home.resolve(folder(name)));
      if (kind.equals("sentences")) {
        addSentences(name, null, plan, random);
      } else {
        add(name, kind, null, kind.equals("masked") ? List.of() : LABELS, random);
      }
    }
  }

  private List<int[]> encode(String folder) {
    Tokenizer tokenizer = Tokenizer.load(home.resolve(folder)).withDefaultMaxTokens(16);
    return TEXTS.stream().map(text -> tokenizer.encode(text).ids()).toList();
  }

  private LearnedEncoder encoder(
      EncoderPlan plan,
      @Nullable Checkpoint checkpoint,
      InitialValues initial,
      @Nullable Adapters adapters) {
    return LearnedModels.encoder(plan, checkpoint, backend, initial, adapters);
  }

  /** A classifier that is read from a folder gets other labels. */
  private void otherLabels() {
    String name = "roberta, other labels";
    try (ModelSource source = ModelSource.open(ROBERTA)) {
      EncoderPlan plan =
          EncoderPlan.of(source, HeadChoice.CONFIGURED)
              .withTextLabels(List.of("yes", "no"), ProblemType.MULTI_LABEL);
      LearnedEncoder model = encoder(plan, source.checkpoint(), plan.initialHead(1), null);
      try (RandomModel<LearnedEncoder> random = new RandomModel<>(model, backend, 2)) {
        ModelFolder.of(plan, random.model(), source)
            .write(random.learner().queue(), home.resolve(folder(name)));
        add(name, "sequence", null, List.of("yes", "no"), random);
      }
    }
  }

  private void decoder(String name, NewModel.Shape shape) {
    NewModel sizes = sizes(shape);
    DecoderPlan plan = DecoderPlan.fromNothing(name, sizes.config());
    LearnedDecoder model =
        LearnedModels.decoder(plan, null, backend, InitialValues.of(sizes, 1), null, MAX_TOKENS);
    try (RandomModel<LearnedDecoder> random = new RandomModel<>(model, backend, 3)) {
      ModelFolder.of(plan, model, sizes.config())
          .write(random.learner().queue(), home.resolve(folder(name)));
      add(name, "causal", null, List.of(), random);
    }
  }

  private static Adapters adapters(String... modules) {
    return new Adapters(4, 6, new AdapterTargets(List.of(modules)), 1);
  }

  /** Over the decoder that was saved: its weights stay. */
  private void decoderAdapter(String base, String... modules) {
    Adapters adapters = adapters(modules);
    try (ModelSource source = ModelSource.open(home.resolve(base))) {
      DecoderPlan plan = DecoderPlan.of(source);
      LearnedDecoder model =
          LearnedModels.decoder(
              plan, source.checkpoint(), backend, InitialValues.NONE, adapters, MAX_TOKENS);
      try (RandomModel<LearnedDecoder> random = RandomModel.ofChanges(model, backend, 4)) {
        String name = base + ", adapter";
        AdapterFolder.of(plan, model, source, adapters)
            .write(random.learner().queue(), home.resolve(folder(name)));
        add(name, "causal", base, List.of(), random);
        String merged = base + ", adapter merged";
        ModelFolder.of(plan, model, source)
            .merging(adapters)
            .write(random.learner().queue(), home.resolve(folder(merged)));
        add(merged, "causal", null, List.of(), random);
      }
    }
  }

  /** Over an encoder that was saved; with a head that is learned whole where it gets one. */
  private void encoderAdapter(
      String name, String kind, String baseName, UnaryOperator<EncoderPlan> head) {
    String base = folder(baseName);
    Adapters adapters = adapters("query", "value", "intermediate.dense");
    try (ModelSource source = ModelSource.open(home.resolve(base))) {
      EncoderPlan bare = EncoderPlan.of(source, HeadChoice.CONFIGURED);
      EncoderPlan plan = head.apply(bare);
      boolean hasNewHead = !plan.equals(bare);
      InitialValues initial = hasNewHead ? plan.initialHead(1) : InitialValues.NONE;
      LearnedEncoder model = encoder(plan, source.checkpoint(), initial, adapters);
      try (RandomModel<LearnedEncoder> random = RandomModel.ofChanges(model, backend, 5)) {
        AdapterFolder adapter = AdapterFolder.of(plan, model, source, adapters);
        String merged = name + " merged";
        ModelFolder whole = ModelFolder.of(plan, model, source).merging(adapters);
        if (plan.spec().head() instanceof HeadSpec.None) {
          adapter.withEmbedding(EMBEDDING);
          whole.withEmbedding(EMBEDDING);
        }
        if (hasNewHead) {
          adapter.withLearned(random.learner().learned());
        }
        adapter.write(random.learner().queue(), home.resolve(folder(name)));
        whole.write(random.learner().queue(), home.resolve(folder(merged)));
        if (kind.equals("sentences")) {
          addSentences(name, base, plan, random);
          addSentences(merged, null, plan, random);
        } else {
          List<String> labels = hasNewHead ? LABELS : List.of();
          add(name, kind, base, labels, random);
          add(merged, kind, null, labels, random);
        }
      }
    }
  }

  private void addSentences(
      String name, @Nullable String base, EncoderPlan plan, RandomModel<LearnedEncoder> encoder) {
    List<int[]> ids = encode(folder(name));
    boolean embeds = plan.spec().head() instanceof HeadSpec.None;
    List<float[]> expected = embeds ? RandomModel.embeddings(encoder, ids) : encoder.logits(ids);
    List<String> labels = embeds ? List.of() : LABELS;
    cases.add(
        new SavedCase(name, "sentences", folder(name), base, labels, List.of(), TEXTS, expected));
  }

  private void add(
      String name, String kind, @Nullable String base, List<String> labels, RandomModel<?> random) {
    List<int[]> ids = RandomModel.texts(VOCABULARY);
    cases.add(
        new SavedCase(name, kind, folder(name), base, labels, ids, List.of(), random.logits(ids)));
  }

  /** The words of the texts, and letters to fill up. */
  private static final class Words {
    private static final List<String> WORDS =
        List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "on", "mat", "red",
            "blue", ",", "?", "fast", "dog", "##s", "ran");

    private Words() {}

    static byte[] vocabulary(int size) {
      List<String> lines = new ArrayList<>(WORDS);
      while (lines.size() < size) {
        lines.add("word" + lines.size());
      }
      return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }
}
