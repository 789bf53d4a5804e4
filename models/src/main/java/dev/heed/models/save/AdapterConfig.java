package dev.heed.models.save;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code adapter_config.json} of changes of low rank.
 *
 * @param base name or path of the model that is changed
 */
record AdapterConfig(SavedModel saved, Adapters adapters, String base) {
  /** What the class of PEFT puts before the names of the model's own class. */
  static final String PREFIX = "base_model.model.";

  /**
   * A folder's whole path, since the adapter lies elsewhere; any other name as it is.
   *
   * @throws ModelException if the source is itself an adapter over another model
   */
  static String baseOf(ModelSource source) {
    try {
      Path path = Path.of(source.name());
      if (AdapterFiles.isAdapter(path)) {
        throw new ModelException(
            "model '%s' is itself an adapter: what is learned over it cannot be one; merge the first, or save this whole"
                .formatted(source.name()));
      }
      return Files.exists(path) ? path.toAbsolutePath().normalize().toString() : source.name();
    } catch (InvalidPathException e) {
      return source.name();
    }
  }

  /**
   * @param changes the parameters of all changes
   * @param whole what was learned besides
   */
  ObjectNode json(List<Parameter> changes, List<WholeTensor> whole) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("peft_type", "LORA")
            .put("task_type", taskType())
            .put("base_model_name_or_path", base)
            .put("r", adapters.rank())
            .put("lora_alpha", adapters.alpha())
            .put("lora_dropout", adapters.dropout())
            .put("bias", "none")
            .put("fan_in_fan_out", saved.inputsFirst())
            .put("inference_mode", true);
    if (adapters.alpha() == Math.rint(adapters.alpha())) {
      json.put("lora_alpha", (long) adapters.alpha());
    }
    put(json, "target_modules", targets(changes));
    // What has a bias alone is no module that PEFT could save: its weight belongs to another.
    Set<String> modules =
        whole.stream()
            .map(tensor -> saved.names().of(tensor.name()))
            .filter(name -> name.endsWith(".weight") && !name.startsWith("2_Dense."))
            .map(AdapterConfig::module)
            .collect(Collectors.toCollection(TreeSet::new));
    if (modules.isEmpty()) {
      json.putNull("modules_to_save");
    } else {
      put(json, "modules_to_save", modules);
    }
    return json;
  }

  private static void put(ObjectNode json, String key, Collection<String> texts) {
    ArrayNode list = json.putArray(key);
    texts.forEach(list::add);
  }

  private @Nullable String taskType() {
    return switch (saved.head()) {
      case HeadSpec.None none -> saved.isDecoder() ? "CAUSAL_LM" : "FEATURE_EXTRACTION";
      case HeadSpec.Pooled pooled -> "FEATURE_EXTRACTION";
      case HeadSpec.SequenceClassification texts -> "SEQ_CLS";
      case HeadSpec.TokenClassification tokens -> "TOKEN_CLS";
      case HeadSpec.MaskedLanguage words -> null;
    };
  }

  /**
   * The ends of the modules' names, such as {@code q_proj}, where these mean the changed modules
   * and no others; else their whole names.
   */
  private Set<String> targets(List<Parameter> changes) {
    SequencedSet<String> changed = new LinkedHashSet<>();
    for (Parameter change : changes) {
      changed.add(saved.names().of(change.name().replaceFirst("\\.lora_[AB]\\.weight$", "")));
    }
    Map<String, Integer> all = new TreeMap<>();
    saved.model().parameters().stream()
        .filter(parameter -> parameter.value().rank() == 2)
        .filter(parameter -> parameter.kind() != Parameter.Kind.ADAPTER)
        .map(parameter -> saved.names().of(module(parameter.name())))
        .distinct()
        .forEach(module -> all.merge(end(module), 1, Integer::sum));
    Map<String, Integer> some = new TreeMap<>();
    changed.forEach(module -> some.merge(end(module), 1, Integer::sum));
    boolean exact =
        some.entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(all.get(entry.getKey())));
    return exact ? some.keySet() : changed;
  }

  private static String end(String module) {
    return module.substring(module.lastIndexOf('.') + 1);
  }

  private static String module(String parameter) {
    return parameter.substring(0, parameter.lastIndexOf('.'));
  }
}
