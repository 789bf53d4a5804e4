package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.BpeModel.Merges;
import java.util.List;
import java.util.OptionalInt;

/** The model of a tokenizer.json that is of the type BPE. */
final class BpeJson {
  private BpeJson() {}

  /**
   * @param all the model's and the added tokens
   * @param merges the two tokens of each merge, one after the other
   */
  static BpeModel build(
      JsonFields model, Vocabulary vocabulary, Vocabulary all, List<String> merges) {
    if (model.has("dropout") && model.node().path("dropout").asDouble(1) != 0) {
      throw model.error("dropout is set; it is for training and not supported");
    }
    String prefix = model.text("continuing_subword_prefix", "");
    Merges table = new Merges(vocabulary, merges.size() / 2, prefix, model.source());
    for (int i = 0; i < merges.size(); i += 2) {
      table.add(merges.get(i), merges.get(i + 1));
    }
    OptionalInt unknown = unknownId(model, all);
    return new BpeModel(
        vocabulary,
        all,
        table.build(),
        new BpeModel.Settings(
            model.flag("ignore_merges", false), prefix, model.text("end_of_word_suffix", "")),
        new UnknownText(
            vocabulary,
            model.flag("byte_fallback", false),
            unknown.orElse(UnknownText.NONE),
            model.flag("fuse_unk", false)));
  }

  /** The id of unk_token, if there is one; some files have an empty name in place of none. */
  static OptionalInt unknownId(JsonFields model, Vocabulary vocabulary) {
    String token = model.text("unk_token", "");
    if (token.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt id = vocabulary.id(token);
    if (id.isEmpty()) {
      throw model.error(
          "unk_token %s is not in the vocabulary of %,d tokens"
              .formatted(Quoted.of(token), vocabulary.size()));
    }
    return id;
  }
}
