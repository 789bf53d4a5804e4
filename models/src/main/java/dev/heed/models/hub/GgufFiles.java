package dev.heed.models.hub;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The GGUF models of a repository: usually one model in many precisions, each a file or split over
 * several.
 */
final class GgufFiles {
  private static final Pattern SPLIT = Pattern.compile("(.*)-\\d{5}-of-(\\d{5})\\.gguf");
  private static final int MOST_LISTED = 40;

  /**
   * One model.
   *
   * @param parts its files, by name; the first one is what is opened
   */
  record Model(List<HubFile> parts) {
    HubFile first() {
      return parts.getFirst();
    }

    long bytes() {
      return parts.stream().mapToLong(part -> Math.max(0, part.size())).sum();
    }

    /** False where a part of a split model is absent. */
    boolean isWhole() {
      Matcher split = SPLIT.matcher(first().path());
      return !split.matches() || parts.size() == Integer.parseInt(split.group(2));
    }
  }

  private final List<Model> models;

  GgufFiles(List<HubFile> files) {
    Map<String, List<HubFile>> byName = new LinkedHashMap<>();
    files.stream()
        .filter(GgufFiles::isModel)
        .sorted(Comparator.comparing(HubFile::path))
        .forEach(file -> byName.computeIfAbsent(key(file), k -> new ArrayList<>()).add(file));
    models = byName.values().stream().map(Model::new).toList();
  }

  private static String key(HubFile file) {
    Matcher split = SPLIT.matcher(file.path());
    return split.matches() ? split.group(1) + "-of-" + split.group(2) : file.path();
  }

  /** Projectors of pictures and importance matrices are no models. */
  private static boolean isModel(HubFile file) {
    String name = Ascii.toLowerCase(file.name());
    return name.endsWith(".gguf") && !name.contains("mmproj") && !name.contains("imatrix");
  }

  List<Model> models() {
    return models;
  }

  /** The model that the file belongs to. */
  Optional<Model> of(HubFile file) {
    return models.stream().filter(model -> model.parts().contains(file)).findFirst();
  }

  /**
   * The one whose name has this part between dashes or dots, in any case, such as {@code q4_k_m}.
   *
   * @throws HubException if several have
   */
  Optional<Model> named(String part, RepositoryId id) {
    Pattern whole =
        Pattern.compile(
            "(?:^|[-./])" + Pattern.quote(part) + "(?:$|[-./])", Pattern.CASE_INSENSITIVE);
    List<Model> found =
        models.stream().filter(model -> whole.matcher(model.first().path()).find()).toList();
    if (found.size() > 1) {
      throw choose(
          "%s holds %d GGUF models with '%s' in their names".formatted(id, found.size(), part),
          id,
          found);
    }
    return found.stream().findFirst();
  }

  /** The only one. */
  Model only(RepositoryId id) {
    if (models.size() > 1) {
      throw choose("%s holds %d GGUF models".formatted(id, models.size()), id, models);
    }
    return models.getFirst();
  }

  private static HubException choose(String what, RepositoryId id, List<Model> among) {
    String list =
        among.stream()
            .sorted(Comparator.comparingLong(Model::bytes))
            .limit(MOST_LISTED)
            .map(model ->
                "  %8s  %s%s"
                    .formatted(
                        ByteCount.of(model.bytes()),
                        model.first().path(),
                        model.parts().size() > 1 ? " and its other parts" : ""))
            .collect(Collectors.joining("\n"));
    String more = among.size() > MOST_LISTED ? "\n  …" : "";
    return new HubException(
        "%s; name one, as in %s:%s\n%s%s"
            .formatted(what, id, among.getFirst().first().path(), list, more));
  }
}
