package dev.heed.models.tokenizer;

import java.util.Base64;
import java.util.Optional;

/** Reads the normalizer of a tokenizer.json. */
final class NormalizerJson {
  private static final String KNOWN =
      "'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Strip', 'Prepend', 'Replace', "
          + "'Precompiled' and 'Sequence'";

  private NormalizerJson() {}

  static TextNormalizer read(JsonFields file) {
    Optional<JsonFields> normalizer = file.optionalObject("normalizer");
    return normalizer.isEmpty()
        ? TextNormalizer.NONE
        : one(normalizer.get().requireAtMost(SettingsJson.MOST_PARTS));
  }

  private static TextNormalizer one(JsonFields fields) {
    String type = fields.text("type");
    return switch (type) {
      case "NFC" -> UnicodeForms.NFC;
      case "NFD" -> UnicodeForms.NFD;
      case "NFKC" -> UnicodeForms.NFKC;
      case "NFKD" -> UnicodeForms.NFKD;
      case "Lowercase" -> TextNormalizers.LOWERCASE;
      case "StripAccents" -> TextNormalizers.stripAccents();
      case "Strip" -> TextNormalizers.strip(fields.flag("strip_left"), fields.flag("strip_right"));
      case "Prepend" -> TextNormalizers.prepend(fields.text("prepend"));
      case "Replace" -> {
        Optional<SplitPattern> pattern = PatternJson.read(fields);
        String content = fields.text("content");
        yield pattern.isEmpty()
            ? TextNormalizer.NONE
            : TextNormalizers.replace(pattern.get(), content);
      }
      case "Precompiled" -> precompiled(fields);
      case "Sequence" -> {
        TextNormalizer all = TextNormalizer.NONE;
        for (JsonFields part : fields.objects("normalizers")) {
          all = all.then(one(part));
        }
        yield all;
      }
      default ->
          throw fields.error("type is %s; supported here are %s".formatted(Quoted.of(type), KNOWN));
    };
  }

  private static TextNormalizer precompiled(JsonFields fields) {
    if (!fields.has("precompiled_charsmap") || fields.text("precompiled_charsmap").isEmpty()) {
      return TextNormalizer.NONE;
    }
    try {
      byte[] map = Base64.getDecoder().decode(fields.text("precompiled_charsmap"));
      return new PrecompiledNormalizer(
          new CharacterMap(map, fields.source() + ": " + fields.path()));
    } catch (IllegalArgumentException e) {
      throw fields.error("precompiled_charsmap", "is not valid Base64: " + e.getMessage());
    }
  }
}
