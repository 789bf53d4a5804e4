package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the decoder of a tokenizer.json. */
final class DecoderJson {
  private static final String KNOWN =
      "'ByteLevel', 'Metaspace', 'Replace', 'ByteFallback', 'Fuse', 'Strip', 'WordPiece', "
          + "'BPEDecoder' and 'Sequence'";

  private DecoderJson() {}

  static TokenDecoder read(JsonFields file) {
    Optional<JsonFields> decoder = file.optionalObject("decoder");
    if (decoder.isEmpty()) {
      return new TokenDecoders.Spaced();
    }
    List<TokenDecoder> steps = new ArrayList<>();
    add(decoder.get().requireAtMost(SettingsJson.MOST_PARTS), steps);
    return TokenDecoder.of(steps);
  }

  private static void add(JsonFields fields, List<TokenDecoder> steps) {
    String type = fields.text("type");
    boolean fused = steps.stream().anyMatch(TokenDecoder::fuses);
    if (fused && !type.equals("Strip") && !type.equals("Fuse") && !type.equals("Sequence")) {
      throw fields.error(
          "type is %s; behind a step that fuses the tokens, supported is 'Strip'"
              .formatted(Quoted.of(type)));
    }
    switch (type) {
      case "ByteLevel" -> steps.add(new TokenDecoders.OfBytes(Set.of()));
      case "Metaspace" ->
          steps.add(
              new TokenDecoders.OfSpaces(
                  PreTokenizerJson.character(fields, "replacement").charAt(0),
                  PreTokenizerJson.prepend(fields) != Metaspace.Prepend.NEVER));
      case "Replace" -> {
        JsonFields pattern = fields.object("pattern");
        if (!pattern.has("String")) {
          throw pattern.error("expected a field 'String'; a decoder's Regex is not supported");
        }
        String wanted = pattern.text("String");
        String content = fields.text("content");
        if (!wanted.isEmpty()) {
          steps.add(new TokenDecoders.Replaced(wanted, content));
        }
      }
      case "ByteFallback" -> steps.add(new TokenDecoders.OfFallback(true));
      case "Fuse" -> steps.add(new TokenDecoders.Fused());
      case "Strip" ->
          steps.add(
              new TokenDecoders.Stripped(
                  PreTokenizerJson.character(fields, "content").charAt(0),
                  fields.integer("start", 0, Integer.MAX_VALUE),
                  fields.integer("stop", 0, Integer.MAX_VALUE),
                  fused));
      case "WordPiece" ->
          steps.add(new WordPieceDecoder(fields.text("prefix"), fields.flag("cleanup")));
      case "BPEDecoder" -> steps.add(new TokenDecoders.OfSuffix(fields.text("suffix")));
      case "Sequence" -> fields.objects("decoders").forEach(part -> add(part, steps));
      default ->
          throw fields.error("type is %s; supported here are %s".formatted(Quoted.of(type), KNOWN));
    }
  }
}
