package dev.heed.models.hub;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Heed can use of a repository: the weights in one form, safetensors before GGUF before ONNX,
 * with the settings and the tokenizer beside them.
 */
final class UsefulFiles {
  private static final Set<String> SETTINGS =
      Set.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          "spiece.model",
          "sentencepiece.bpe.model",
          "chat_template.jinja",
          "chat_template.json",
          "modules.json",
          "config_sentence_transformers.json");

  private static final Pattern SENTENCE = Pattern.compile("sentence_[a-z-]+_config\\.json");
  private static final String INDEX = "model.safetensors.index.json";

  /** The folders that sentence-transformers keeps its modules in, such as 1_Pooling. */
  private static final Pattern MODULE = Pattern.compile("(?:\\d+_[A-Za-z]+/)?");

  private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-(\\d{5})\\.safetensors");
  private static final Set<String> ONNX = Set.of("model.onnx", "onnx/model.onnx");
  private static final Pattern WEIGHTS =
      Pattern.compile(
          ".*\\.(?:bin|h5|msgpack|onnx|onnx_data|ot|pt|pth|ckpt|tflite|mlmodel|npz|safetensors|gguf)");

  private final RepositoryId id;
  private final List<HubFile> files;
  private final ImmutableListMultimap<String, HubFile> byFolder;
  private final GgufFiles ggufs;
  private final List<HubFile> taken = new ArrayList<>();

  UsefulFiles(RepositoryId id, List<HubFile> files) {
    this.id = id;
    this.files = files;
    this.byFolder = Multimaps.index(files, UsefulFiles::folder);
    this.ggufs = new GgufFiles(files);
  }

  /**
   * The choice.
   *
   * @throws HubException if there is nothing to use, or one of several GGUF files must be named
   */
  Selection select() {
    List<String> folders =
        byFolder.keySet().stream().filter(folder -> MODULE.matcher(folder).matches()).toList();
    folders.forEach(this::takeSafetensors);
    Optional<HubFile> onnx = files.stream().filter(file -> ONNX.contains(file.path())).findFirst();
    if (!taken.isEmpty()) {
      folders.forEach(this::takeSettings);
      return selection(null);
    }
    if (!ggufs.models().isEmpty()) {
      GgufFiles.Model model = ggufs.only(id);
      taken.addAll(model.parts());
      return selection(model.first());
    }
    if (onnx.isPresent()) {
      files.stream().filter(file -> file.path().startsWith(onnx.get().path())).forEach(taken::add);
      folders.forEach(this::takeSettings);
      return selection(null);
    }
    throw nothing();
  }

  /** One file where there is one, which is what Heed opens then; else all parts. */
  private void takeSafetensors(String folder) {
    Set<String> names =
        byFolder.get(folder).stream().map(HubFile::name).collect(Collectors.toSet());
    boolean single = names.contains("model.safetensors");
    boolean shards = !single && names.contains(INDEX);
    for (HubFile file : byFolder.get(folder)) {
      boolean isPart = file.name().equals(INDEX) || SHARD.matcher(file.name()).matches();
      if (single ? file.name().equals("model.safetensors") : shards && isPart) {
        taken.add(file);
      }
    }
  }

  private void takeSettings(String folder) {
    for (HubFile file : byFolder.get(folder)) {
      if (SETTINGS.contains(file.name()) || SENTENCE.matcher(file.name()).matches()) {
        taken.add(file);
      }
    }
    byFolder.get(folder + "additional_chat_templates/").stream()
        .filter(file -> file.name().endsWith(".jinja"))
        .forEach(taken::add);
  }

  private Selection selection(@Nullable HubFile model) {
    Set<HubFile> chosen = new HashSet<>(taken);
    List<LeftOut> leftOut =
        files.stream()
            .filter(file -> !chosen.contains(file))
            .map(file -> new LeftOut(file, why(file)))
            .toList();
    return new Selection(files.stream().filter(chosen::contains).toList(), leftOut, model);
  }

  private static String why(HubFile file) {
    if (!WEIGHTS.matcher(file.name()).matches()) {
      return LeftOut.UNUSED;
    }
    return file.name().endsWith(".safetensors") ? LeftOut.AGAIN : LeftOut.OTHER_FORM;
  }

  private HubException nothing() {
    List<String> weights =
        files.stream()
            .filter(file -> WEIGHTS.matcher(file.name()).matches())
            .map(HubFile::path)
            .limit(12)
            .toList();
    return new HubException(
        weights.isEmpty()
            ? "%s holds no weights; expected model.safetensors, a GGUF file or model.onnx. Its files can be had with --include '*'"
                .formatted(id)
            : "%s holds its weights in a form that Heed does not read: %s; expected model.safetensors, a GGUF file or model.onnx. They can be had with --include all the same"
                .formatted(id, String.join(", ", weights)));
  }

  /** Whether all parts that the names of the taken ones speak of are there. */
  static boolean isWhole(List<HubFile> files) {
    Set<String> seen = new HashSet<>();
    for (HubFile file : files) {
      Matcher shard = SHARD.matcher(file.name());
      if (shard.matches() && seen.add(folder(file))) {
        long parts =
            files.stream()
                .filter(other -> folder(other).equals(folder(file)))
                .filter(other -> SHARD.matcher(other.name()).matches())
                .count();
        if (parts != Integer.parseInt(shard.group(1))) {
          return false;
        }
      }
    }
    boolean index = files.stream().anyMatch(f -> f.name().equals(INDEX));
    return (!index || !seen.isEmpty())
        && new GgufFiles(files).models().stream().allMatch(GgufFiles.Model::isWhole);
  }

  private static String folder(HubFile file) {
    return file.path().substring(0, file.path().lastIndexOf('/') + 1);
  }
}
