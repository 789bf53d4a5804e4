package dev.heed.models.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.SharedData;
import dev.heed.models.TextClassifier;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.load.Adapter;
import dev.heed.models.load.AdapterTargets;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes of low rank in the layout of PEFT, written, read, merged and switched. */
class AdapterFolderTest {
  private static final List<String> LABELS = List.of("sad", "glad", "neither");

  @TempDir Path folder;
  private Backend backend;

  @BeforeEach
  void open() {
    backend = InstalledBackends.openAny();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private static Path golden(String name) {
    return SharedData.path("data/goldens/" + name);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static Adapters adapters(String... modules) {
    return new Adapters(4, 8, new AdapterTargets(List.of(modules)), 5);
  }

  private static AdapterFolder adapter(Saving saving, Adapters adapters) {
    AdapterFolder written =
        saving.model() instanceof LearnedDecoder decoder
            ? AdapterFolder.of(saving.decoder(), decoder, saving.source(), adapters)
            : AdapterFolder.of(
                saving.encoder(), (LearnedEncoder) saving.model(), saving.source(), adapters);
    return written.withLearned(
        saving.model().parameters().stream()
            .filter(p -> p.name().startsWith("classifier") || p.name().startsWith("2_Dense"))
            .toList());
  }

  private JsonNode settings() {
    return JsonMapper.shared().readTree(out().resolve("adapter_config.json").toFile());
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "llama, q_proj, base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight, false",
    "gpt2, c_attn, base_model.model.transformer.h.1.attn.c_attn.lora_A.weight, true",
    "phi3, qkv_proj, base_model.model.model.layers.1.self_attn.qkv_proj.lora_A.weight, false",
    "bert-classification, query, base_model.model.bert.encoder.layer.1.attention.self.query.lora_A.weight, false",
    "distilbert, q_lin, base_model.model.transformer.layer.1.attention.q_lin.lora_A.weight, false",
    "roberta-classification, value, base_model.model.roberta.encoder.layer.1.attention.self.value.lora_A.weight, false"
  })
  void changesHaveTheNamesOfPeft(String family, String module, String tensor, boolean turned) {
    Adapters adapters = adapters(module);
    try (Saving saving = Saving.of(golden(family), backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    assertThat(Saving.tensors(out().resolve("adapter_model.safetensors"))).containsKey(tensor);
    assertThat(texts(settings().get("target_modules"))).containsExactly(module);
    assertThat(settings().get("fan_in_fan_out").asBoolean()).isEqualTo(turned);
    assertThat(settings().get("r").asInt()).isEqualTo(4);
    assertThat(out().resolve("config.json")).as("would make it a model of its own").doesNotExist();
  }

  /** Programs that train with PEFT may leave the labels in a config.json. */
  @ParameterizedTest
  @ValueSource(strings = {"heed_head.json", "config.json"})
  void labelsAreNamedBesideIt(String name) throws IOException {
    Adapters adapters = adapters("query");
    try (Saving saving = Saving.of(golden("bert-classification"), backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    Path written = out().resolve("heed_head.json");
    Path file = out().resolve(name);
    Files.writeString(file, Files.readString(written).replace("LABEL_0", "zero"));
    if (!file.equals(written)) {
      Files.delete(written);
    }
    try (ModelSource source = ModelSource.open(golden("bert-classification"), out())) {
      assertThat(source.config().labels()).first().isEqualTo("zero");
    }
  }

  @Test
  void modulesOfOneLayerAreNamedWhole() {
    Adapters adapters = adapters("model.layers.1.self_attn.q_proj");
    try (Saving saving = Saving.of(golden("llama"), backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    assertThat(texts(settings().get("target_modules")))
        .containsExactly("model.layers.1.self_attn.q_proj");
  }

  /** The base with its changes beside it computes what one weight does that has them added. */
  @ParameterizedTest
  @CsvSource({
    "llama, v_proj",
    "gpt2, c_attn",
    "gpt2, c_proj",
    "phi3, gate_up_proj",
    "bert-classification, query",
    "roberta-classification, dense"
  })
  void whatIsMergedWhileLoadingIsWhatIsMergedWhileSaving(String family, String module) {
    Adapters adapters = adapters(module);
    Path merged = folder.resolve("merged");
    try (Saving saving =
        Saving.of(golden(family), backend, adapters).moved(Parameter.Kind.ADAPTER)) {
      adapter(saving, adapters).write(saving.queue(), out());
      saving.folder().merging(adapters).write(saving.queue(), merged);
    }
    Map<String, float[]> base = Saving.tensors(golden(family).resolve("model.safetensors"));
    int changed = 0;
    try (ModelSource source = ModelSource.open(out())) {
      for (Map.Entry<String, float[]> entry :
          Saving.tensors(merged.resolve("model.safetensors")).entrySet()) {
        float[] loaded = source.checkpoint().tensor(entry.getKey()).toFloats();
        assertThat(loaded).as(entry.getKey()).isEqualTo(entry.getValue());
        changed += Arrays.equals(loaded, base.get(entry.getKey())) ? 0 : 1;
      }
    }
    assertThat(changed).isPositive();
  }

  /** alpha / rank = 2, by hand. */
  @Test
  void aChangeIsTheProductOfItsParts() {
    Adapters adapters = adapters("q_proj");
    try (Saving saving =
        Saving.of(golden("llama"), backend, adapters).moved(Parameter.Kind.ADAPTER)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    Map<String, float[]> change = Saving.tensors(out().resolve("adapter_model.safetensors"));
    String module = "model.layers.0.self_attn.q_proj";
    float[] a = Saving.tensor(change, "base_model.model." + module + ".lora_A.weight");
    float[] b = Saving.tensor(change, "base_model.model." + module + ".lora_B.weight");
    Map<String, float[]> stored = Saving.tensors(golden("llama").resolve("model.safetensors"));
    float[] base = Saving.tensor(stored, module + ".weight");
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      sum += 2.0 * b[3 * 4 + k] * a[k * 36 + 5];
    }
    try (ModelSource source = ModelSource.open(out())) {
      float[] merged = source.checkpoint().tensor(module + ".weight").toFloats();
      assertThat((double) merged[3 * 36 + 5]).isCloseTo(base[3 * 36 + 5] + sum, within(1e-6));
      assertThat(sum).isNotZero();
    }
  }

  @Test
  void aHeadThatWasLearnedBesideItIsPartOfIt() {
    Path base = TinyModel.encoder().write(folder.resolve("base/"));
    Adapters adapters = adapters("query", "value");
    try (Saving saving =
        Saving.of(
                base,
                backend,
                plan -> plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL),
                adapters)
            .moved(Parameter.Kind.ADAPTER)) {
      AdapterFolder.of(saving.encoder(), (LearnedEncoder) saving.model(), saving.source(), adapters)
          .withLearned(
              saving.model().parameters().stream()
                  .filter(p -> p.name().matches("(classifier|pooler.dense)\\..*"))
                  .toList())
          .write(saving.queue(), out());
      saving.folder().merging(adapters).write(saving.queue(), folder.resolve("merged"));
    }
    assertThat(texts(settings().get("modules_to_save")))
        .containsExactly("bert.pooler.dense", "classifier");
    sameVerdicts(out(), folder.resolve("merged"));
  }

  @Test
  void aHeadBehindThePoolingIsPartOfIt() {
    Path base = TinyModel.encoder().write(folder.resolve("base/"));
    Adapters adapters = adapters("query", "value");
    HeadSpec head = new HeadSpec.Pooled(LABELS, ProblemType.SINGLE_LABEL, Pooling.MEAN);
    try (Saving saving =
        Saving.of(base, backend, plan -> plan.withHead(head), adapters)
            .moved(Parameter.Kind.ADAPTER)) {
      adapter(saving, adapters).withMaxTokens(8).write(saving.queue(), out());
      saving
          .folder()
          .merging(adapters)
          .withMaxTokens(8)
          .write(saving.queue(), folder.resolve("merged"));
    }
    sameVerdicts(out(), folder.resolve("merged"));
  }

  private void sameVerdicts(Path one, Path other) {
    ModelOptions options = ModelOptions.DEFAULT.withBackend(backend);
    String text = TinyModel.words(12, 1);
    try (TextClassifier first = TextClassifier.load(one, options);
        TextClassifier second = TextClassifier.load(other, options)) {
      assertThat(first.labels()).isEqualTo(LABELS);
      assertThat(first.classify(text)).isEqualTo(second.classify(text));
    }
  }

  @Test
  void aLearnedModelChangesFromOneAdapterToAnother() {
    Adapters adapters = adapters("q_proj", "down_proj");
    Path other = folder.resolve("other");
    try (Saving saving = Saving.of(golden("llama"), backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), other);
      adapter(saving.moved(Parameter.Kind.ADAPTER), adapters).write(saving.queue(), out());
    }
    for (Path each : List.of(out(), other)) {
      Map<String, float[]> expected = Saving.tensors(each.resolve("adapter_model.safetensors"));
      try (AdapterFiles files = AdapterFiles.open(each);
          ModelSource source = ModelSource.open(golden("llama"))) {
        Adapter adapter = Adapter.of(files, source.checkpoint(), source.config());
        try (Saving again = Saving.of(golden("llama"), backend, adapter.adapters())) {
          adapter.copyTo(again.model(), again.queue());
          again.model().parameters().stream()
              .filter(p -> p.kind() == Parameter.Kind.ADAPTER)
              .forEach(p ->
                  assertThat(again.values(p))
                      .isEqualTo(expected.get("base_model.model." + p.name())));
        }
      }
    }
  }

  @Test
  void aModuleThatTheModelHasNotIsRefusedWithThoseThatItHas() {
    Path llama = golden("llama");
    assertThatThrownBy(() -> Saving.of(llama, backend, adapters("q_proj", "c_attn")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no module 'c_attn'")
        .hasMessageContaining("self_attn.q_proj")
        .hasMessageContaining("mlp.down_proj");
  }

  @Test
  void anAdapterOverAnAdapterIsRefused() {
    Adapters adapters = adapters("query");
    Path base = TinyModel.encoder().write(folder.resolve("base/"));
    try (Saving saving = Saving.of(base, backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    try (Saving saving = Saving.of(out(), backend, adapters)) {
      assertThatThrownBy(() -> adapter(saving, adapters))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("is itself an adapter");
    }
  }

  @Test
  void changesAreNotLostInAPlainFolder() {
    Adapters adapters = adapters("q_proj");
    try (Saving saving = Saving.of(golden("llama"), backend, adapters)) {
      assertThatThrownBy(() -> saving.folder().write(saving.queue(), out()))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("save them as an adapter, or merge them");
    }
  }

  @Test
  void aBaseThatIsGoneIsSaid() throws IOException {
    Adapters adapters = adapters("query");
    Path base = TinyModel.encoder().write(folder.resolve("base/"));
    try (Saving saving = Saving.of(base, backend, adapters)) {
      adapter(saving, adapters).write(saving.queue(), out());
    }
    Files.move(folder.resolve("base"), folder.resolve("moved"));
    assertThatThrownBy(() -> ModelSource.open(out()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the model that it changes is not found");
    try (ModelSource source = ModelSource.open(folder.resolve("moved"), out())) {
      assertThat(source.checkpoint().names()).isNotEmpty();
    }
  }
}
