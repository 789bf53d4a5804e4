package dev.heed.models.save;

import dev.heed.models.spec.DecoderFamilies;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model's parameters are called where they are saved: as the class of transformers that is
 * to load them calls them, which may have another prefix than the checkpoint that they came from.
 *
 * @param from what the prefix of the encoder or decoder was, such as {@code bert.} or none
 * @param to what it becomes
 * @param heads modules that never have a prefix
 */
record SavedNames(String from, String to, Set<String> heads) {
  /** A head's own modules lie beside the encoder, not in it. */
  private static final List<Part> HEADS =
      List.of(Part.HEAD_DENSE, Part.HEAD_NORM, Part.HEAD_OUT, Part.HEAD_OUT_BIAS);

  SavedNames {
    heads = Set.copyOf(heads);
  }

  /** Of an encoder: a bare one has no prefix, one with a head of its own has the family's. */
  static SavedNames of(TransformerSpec spec, NameMap names) {
    List<String> prefixes = Families.of(spec).prefixes();
    String to = isBare(spec.head()) ? prefixes.getLast() : prefixes.getFirst();
    return new SavedNames(names.prefix(), to, heads(names));
  }

  /** Of a decoder: as it was, or the family's where it had none. */
  static SavedNames ofDecoder(String family, NameMap names) {
    String usual = DecoderFamilies.named(family).prefixes().getFirst();
    return new SavedNames(
        names.prefix(), names.prefix().isEmpty() ? usual : names.prefix(), heads(names));
  }

  private static Set<String> heads(NameMap names) {
    return HEADS.stream().filter(names::has).map(names::module).collect(Collectors.toSet());
  }

  /** True where the class is that of the encoder alone, whatever lies behind it. */
  static boolean isBare(HeadSpec head) {
    return switch (head) {
      case HeadSpec.None none -> true;
      case HeadSpec.Pooled pooled -> true;
      case HeadSpec.SequenceClassification texts -> false;
      case HeadSpec.TokenClassification tokens -> false;
      case HeadSpec.MaskedLanguage words -> false;
    };
  }

  /** Where a parameter, or a module, of that name is saved. */
  String of(String name) {
    String modern = name.replaceFirst("\\.gamma$", ".weight").replaceFirst("\\.beta$", ".bias");
    boolean isHead =
        heads.stream().anyMatch(head -> name.equals(head) || name.startsWith(head + "."));
    return isHead || !modern.startsWith(from) ? modern : to + modern.substring(from.length());
  }
}
