package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainCommandTest extends TextTrainings {
  @ParameterizedTest
  @ValueSource(strings = {"full", "lora", "contrastive", "probe"})
  void whatIsTrainedIsEvaluatedAndAnswers(String method) throws IOException {
    String data = pets();
    List<String> options = new ArrayList<>(List.of("--data", data, "--method", method, "--json"));
    if (!method.equals("probe")) {
      options.addAll(List.of("--epochs", "2"));
    }
    HeedRun trained = train("classify", options.toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.json().get("examples").intValue()).isEqualTo(22);
    assertThat(trained.json().get("probe").get("examples").intValue()).isEqualTo(2);
    assertThat(trained.json().at("/tuned/interval/metric").stringValue()).isEqualTo("accuracy");

    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("examples").intValue()).isEqualTo(24);
    assertThat(all.get("accuracy").doubleValue()).isGreaterThan(0.9);
    JsonNode interval = all.get("interval");
    assertThat(interval.get("metric").stringValue()).isEqualTo("accuracy");
    assertThat(interval.get("low").doubleValue())
        .isLessThanOrEqualTo(all.get("accuracy").doubleValue());
    assertThat(interval.get("high").doubleValue())
        .isBetween(all.get("accuracy").doubleValue(), 1.0);

    List<JsonNode> answers =
        HeedRun.of("predict", out().toString(), "--in", data, "--json").jsonLines();
    assertThat(answers).hasSize(24);
    assertThat(answers.getFirst().get("label").stringValue()).isEqualTo("cat");
    assertThat(answers.getFirst().get("probabilities").propertyNames()).contains("cat", "dog");
    assertThat(HeedRun.of("classify", out().toString(), "--text", "the dog").out())
        .contains("\tdog\t");
  }

  @Test
  void aNumberIsLearned() throws IOException {
    String data = pets();
    HeedRun trained = train("regress", "--data", data, "--label-column", "size", "--epochs", "2");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("probe", "full", "mae", "r2");
    assertThat(folder.resolve("out-training/report.html")).content().contains("The worst mistakes");
    HeedRun answers = HeedRun.of("predict", out().toString(), "--in", data);
    assertThat(answers.out().lines())
        .hasSize(24)
        .first()
        .asString()
        .matches("-?\\d+\\.\\d{4}\tthe cat sat");
  }

  @Test
  void aTrainingThatIsCompleteIsNotDoneAgain() throws IOException {
    String data = pets();
    HeedRun first = train("classify", "--data", data, "--epochs", "2", "--json");
    byte[] weights = Files.readAllBytes(out().resolve("model.safetensors"));
    HeedRun second = train("classify", "--data", data, "--epochs", "2", "--json");
    assertThat(second.json().get("steps")).isEqualTo(first.json().get("steps"));
    assertThat(second.json().get("tuned")).isEqualTo(first.json().get("tuned"));
    assertThat(Files.readAllBytes(out().resolve("model.safetensors"))).isEqualTo(weights);
    assertThat(folder.resolve("out-training/metrics.jsonl")).isRegularFile();
  }

  @Test
  void otherSettingsDoNotGoOnFromIt() throws IOException {
    String data = pets();
    train("classify", "--data", data, "--epochs", "2");
    HeedRun other = train("classify", "--data", data, "--epochs", "2", "--rate", "1e-3");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err())
        .contains("cannot go on", "schedule was linear, rate 5.0E-5, ", "another folder");
  }

  @Test
  void whatIsComputedAgainTakesLessMemoryAndIsTold() throws IOException {
    String data = pets();
    HeedRun again = train("classify", "--data", data, "--epochs", "2", "--recompute");
    assertThat(again.err())
        .startsWith("learning from 22 examples with 2 labels")
        .containsPattern(
            "steps; learns all [0-9,]+ parameters; needs about [0-9.]+ [kM]B of memory");
    byte[] weights = Files.readAllBytes(out().resolve("model.safetensors"));
    Path first = Files.move(folder.resolve("out-training"), folder.resolve("first"));
    assertThat(train("classify", "--data", data, "--epochs", "2", "--quiet").err()).isEmpty();
    assertThat(activations(folder.resolve("out-training"))).isGreaterThan(activations(first));
    assertThat(Files.readAllBytes(out().resolve("model.safetensors"))).isEqualTo(weights);
  }

  @Test
  void aFolderWithOtherFilesIsRefusedBeforeAnythingIsLearned() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("diary.txt"), "dear diary");
    HeedRun run = train("classify", "--data", pets(), "--method", "probe");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("diary.txt");
    assertThat(out().resolve("diary.txt")).hasContent("dear diary");
    assertThat(folder.resolve("out-training")).doesNotExist();
  }

  @Test
  void aModelThatWasNotTunedSaysSo() throws IOException {
    String model =
        TinyBert.classifier(folder.resolve("other"), "\"0\": \"cat\", \"1\": \"dog\"").toString();
    HeedRun run = HeedRun.of("predict", model, "--in", pets());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("heed_task.json", "'heed classify'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "regress", "lm", "mlm"})
  void everyTaskExplainsItself(String task) {
    HeedRun run = HeedRun.of("train", task, "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("Usage: heed train " + task + " --data FILE --out DIR [OPTIONS]");
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(lines.indexOf("Examples") + 1, lines.size()))
        .allMatch(line -> line.startsWith("  "));
  }

  @Test
  void aTaskShowsWhatItHasAndNothingElse() {
    assertThat(HeedRun.of("train", "classify", "--help").out())
        .contains("--method=full|lora|contrastive|probe", "--smoothing");
    assertThat(HeedRun.of("train", "regress", "--help").out())
        .contains("--method=full|lora|probe")
        .doesNotContain("contrastive", "--smoothing");
    assertThat(HeedRun.of("train", "tag", "--help").out())
        .contains("--method=full|lora|probe", "--smoothing")
        .doesNotContain("contrastive");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "regress | --smoothing 0.1 | --smoothing",
        "regress | --method contrastive | for numbers take full, lora or probe",
        "classify | --label-separator ; --method contrastive | with --label-separator take full",
      })
  void whatATaskHasNotIsMisuse(String task, String options, String message) throws IOException {
    List<String> all = new ArrayList<>(List.of("--data", pets()));
    all.addAll(List.of(options.split(" ")));
    HeedRun run = train(task, all.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  /** Validation sees it before a step does. */
  @Test
  void aRateThatRuinsTheModelIsNoInternalError() throws IOException {
    HeedRun run = train("classify", "--data", pets(), "--rate", "1e30", "--epochs", "1");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("step ", "the learning rate was", "try a lower rate");
    assertThat(out()).doesNotExist();
  }

  @Test
  void anEncoderFromNothingLearnsToo() throws IOException {
    String data = pets();
    HeedRun run =
        HeedRun.of(
            "train",
            "classify",
            "--base",
            "none",
            "--tokenizer",
            base,
            "--layers",
            "1",
            "--width",
            "16",
            "--heads",
            "2",
            "--rate",
            "1e-2",
            "--data",
            data,
            "--test",
            data,
            "--out",
            out().toString(),
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    // Of the encoder whose tokenizer it is.
    assertThat(run.json().get("probe").get("accuracy").doubleValue()).isGreaterThan(0.5);
    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("accuracy").doubleValue()).isGreaterThan(0.9);
  }

  @Test
  void withoutATaskThoseThereAreAreNamed() {
    HeedRun run = HeedRun.of("train");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("no task was given: classify, regress");
  }

  @Test
  void textsAreAugmentedAndRatesFallFromLayerToLayer() throws IOException {
    String synonyms = file("synonyms.txt", "cat, kitten\ndog, puppy\n");
    HeedRun run =
        train(
            "classify",
            "--data",
            pets(),
            "--epochs",
            "2",
            "--augment",
            "drop=0.1,swap=0.1,typo=0.05,synonyms=0.3",
            "--synonyms",
            synonyms,
            "--layer-decay",
            "0.9",
            "--average",
            "0.9",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out().resolve("heed_task.json"))
        .content()
        .contains("drop 0.1, swap 0.1, typo 0.05, synonyms 0.3", "\"layer decay\" : \"0.9\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--augment shout=0.1    | expected drop, swap, typo or synonyms, was 'shout'",
        "--augment drop=2       | the chance of drop must be from 0 to 1, was 2.0",
        "--augment synonyms=0.1 | needs --synonyms FILE",
        "--synonyms words.txt   | is for --augment synonyms=P",
        "--adapter changes      | take --method lora",
        "--method lora --rank 0 | rank must be at least 1",
        "--layer-decay 0        | layerDecay must be above 0",
        "--average 1            | averageDecay must be from 0 to below 1",
        "--optimizer lion       | expected adamw, adam, amsgrad, sgd, nesterov, adagrad or rmsprop",
        "--schedule wave        | expected constant, linear, cosine, cosine-restarts, polynomial",
        "--warm-up 2            | warmUp must be from 0 to 1, was 2.0",
        "--text-column label       | the column 'label' cannot be what is learned and what it is",
        "--number-column label     | the column 'label' cannot be what is learned and what it is",
        "--batch 1 --method contrastive | batch must be at least 2 pairs, was 1",
        "--dev-share 0 --calibrate | --calibrate needs validation data"
      })
  void settingsThatMakeNoSenseAreMisuse(String options, String message) throws IOException {
    List<String> all = new ArrayList<>(List.of("--data", pets()));
    all.addAll(List.of(options.split(" ")));
    HeedRun run = train("classify", all.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void changesOfLowRankAreSavedAloneToo() throws IOException {
    String data = pets();
    Path adapter = folder.resolve("adapter");
    HeedRun run =
        train(
            "classify",
            "--data",
            data,
            "--epochs",
            "2",
            "--method",
            "lora",
            "--rank",
            "2",
            "--lora-modules",
            "query,value",
            "--lora-dropout",
            "0.1",
            "--adapter",
            adapter.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(adapter.resolve("adapter_config.json"))
        .content()
        .contains("\"r\" : 2", "\"lora_alpha\" : 4", "query", "value");
    String whole = HeedRun.of("predict", out().toString(), "--in", data).out();
    assertThat(HeedRun.of("predict", adapter.toString(), "--in", data).out()).isEqualTo(whole);
  }

  @Test
  void aModuleThatIsNotThereIsNamed() throws IOException {
    HeedRun run =
        train("classify", "--data", pets(), "--method", "lora", "--lora-modules", "q_proj");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("no module 'q_proj'", "attention.self.query").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "adam,constant,Adam[",
    "amsgrad,cosine,amsgrad=true",
    "sgd,cosine-restarts,'Sgd[momentum=0.9, dampening=0.0, nesterov=false]'",
    "nesterov,polynomial,nesterov=true",
    "adagrad,inverse-sqrt,Adagrad[",
    "rmsprop,stable,RmsProp[",
    "adam,one-cycle,decoupled=false"
  })
  void parametersFollowTheirGradientsAsIsSaid(String optimizer, String schedule, String shown)
      throws IOException {
    HeedRun run =
        train(
            "classify",
            "--data",
            pets(),
            "--epochs",
            "2",
            "--optimizer",
            optimizer,
            "--schedule",
            schedule,
            "--warm-up",
            "0.5",
            "--weight-decay",
            "0",
            "--max-norm",
            "0",
            "--freeze",
            "1",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out().resolve("heed_task.json"))
        .content()
        .contains(
            shown,
            "\"schedule\" : \"" + schedule.replace('-', '_') + "\"",
            "\"warm-up\" : \"0.5 of the steps\"",
            "\"weight decay\" : \"0.0\"",
            "\"norm of gradients\" : \"any\"",
            "\"frozen\" : \"embeddings and 1 layers\"");
  }

  @Test
  void moreLayersThanThereAreCannotStay() throws IOException {
    HeedRun run = train("classify", "--data", pets(), "--freeze", "3");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("3 layers are to stay as they are; the model has 1");
  }

  private static long activations(Path training) throws IOException {
    String begin = Files.readAllLines(training.resolve("metrics.jsonl")).getFirst();
    return JsonMapper.shared().readTree(begin).at("/memory/activations").longValue();
  }
}
