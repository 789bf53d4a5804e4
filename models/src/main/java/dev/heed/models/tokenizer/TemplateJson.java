package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the post_processor of a tokenizer.json: which special tokens stand round the texts. */
final class TemplateJson {
  private static final int MAX_TYPE_ID = 255;

  /** Parts of a template, and tokens of a part; those in use have seven and one. */
  private static final int MOST = 64;

  private TemplateJson() {}

  /** What a post_processor says. */
  record PostProcessor(Template template, OffsetRule offsets) {
    static final PostProcessor NONE = new PostProcessor(Template.PLAIN, OffsetRule.NONE);
  }

  static PostProcessor read(JsonFields file, Vocabulary vocabulary) {
    Optional<JsonFields> processor = file.optionalObject("post_processor");
    return processor.isEmpty()
        ? PostProcessor.NONE
        : add(
            processor.get().requireAtMost(SettingsJson.MOST_SPECIAL),
            vocabulary,
            PostProcessor.NONE);
  }

  private static PostProcessor add(JsonFields fields, Vocabulary vocabulary, PostProcessor before) {
    String type = fields.text("type");
    return switch (type) {
      case "TemplateProcessing" -> {
        Template template =
            new Template(
                parts(fields, "single", 1, vocabulary), parts(fields, "pair", 2, vocabulary));
        yield with(template, before, fields);
      }
      case "BertProcessing" -> with(bert(fields, vocabulary), before, fields);
      case "RobertaProcessing" -> {
        PostProcessor trimmed = offsets(fields, before);
        yield with(roberta(fields, vocabulary), trimmed, fields);
      }
      case "ByteLevel" -> offsets(fields, before);
      case "Sequence" -> {
        PostProcessor all = before;
        for (JsonFields part : fields.objects("processors")) {
          all = add(part, vocabulary, all);
        }
        yield all;
      }
      default ->
          throw fields.error(
              "type is %s; supported here are 'TemplateProcessing', 'BertProcessing', 'RobertaProcessing', 'ByteLevel' and 'Sequence'"
                  .formatted(Quoted.of(type)));
    };
  }

  private static PostProcessor with(Template template, PostProcessor before, JsonFields fields) {
    if (!before.template().equals(Template.PLAIN)) {
      throw fields.error("special tokens are added twice; expected one part that adds them");
    }
    return new PostProcessor(template, before.offsets());
  }

  private static PostProcessor offsets(JsonFields fields, PostProcessor before) {
    return fields.flag("trim_offsets", true)
        ? new PostProcessor(
            before.template(), OffsetRule.trimmed(fields.flag("add_prefix_space", true)))
        : before;
  }

  private static Template roberta(JsonFields fields, Vocabulary vocabulary) {
    Map.Entry<String, Integer> cls = fields.tokenAndId("cls");
    Map.Entry<String, Integer> sep = fields.tokenAndId("sep");
    requireKnown(fields, cls.getValue(), vocabulary);
    requireKnown(fields, sep.getValue(), vocabulary);
    return Template.roberta(cls.getKey(), cls.getValue(), sep.getKey(), sep.getValue());
  }

  private static Template bert(JsonFields fields, Vocabulary vocabulary) {
    Map.Entry<String, Integer> cls = fields.tokenAndId("cls");
    Map.Entry<String, Integer> sep = fields.tokenAndId("sep");
    requireKnown(fields, cls.getValue(), vocabulary);
    requireKnown(fields, sep.getValue(), vocabulary);
    return Template.bert(cls.getKey(), cls.getValue(), sep.getKey(), sep.getValue());
  }

  private static List<Template.Part> parts(
      JsonFields processor, String name, int texts, Vocabulary vocabulary) {
    List<JsonFields> written = processor.objects(name);
    if (written.size() > MOST) {
      throw processor.error(
          name, "has %,d parts; expected %d at most".formatted(written.size(), MOST));
    }
    List<Template.Part> parts = new ArrayList<>();
    for (JsonFields part : written) {
      if (part.has("Sequence")) {
        parts.add(text(part.object("Sequence"), texts));
      } else if (part.has("SpecialToken")) {
        parts.add(special(processor, part.object("SpecialToken"), vocabulary));
      } else {
        throw part.error("expected a field 'Sequence' or 'SpecialToken'");
      }
    }
    for (int text = 0; text < texts; text++) {
      requireText(text, parts, processor, name);
    }
    return parts;
  }

  /** Without it, all texts would give the same ids. */
  private static void requireText(
      int sequence, List<Template.Part> parts, JsonFields processor, String name) {
    if (parts.stream()
        .noneMatch(part -> part instanceof Template.Text text && text.sequence() == sequence)) {
      throw processor.error(
          name, "the text '%s' is not in it".formatted(sequence == 0 ? "A" : "B"));
    }
  }

  private static Template.Part text(JsonFields fields, int texts) {
    String id = fields.text("id");
    int sequence =
        switch (id) {
          case "A" -> 0;
          case "B" -> 1;
          default -> throw fields.error("id is " + Quoted.of(id) + "; expected 'A' or 'B'");
        };
    if (sequence >= texts) {
      throw fields.error("id is 'B', but the template is for one text");
    }
    return new Template.Text(sequence, fields.integer("type_id", 0, MAX_TYPE_ID));
  }

  private static Template.Part special(
      JsonFields processor, JsonFields fields, Vocabulary vocabulary) {
    JsonFields token = processor.object("special_tokens").object(fields.text("id"));
    List<Integer> ids = token.integers("ids", 0, Vocabulary.MAX_IDS - 1);
    List<String> tokens = token.texts("tokens");
    if (ids.size() > MOST) {
      throw token.error("has %,d ids; expected %d at most".formatted(ids.size(), MOST));
    }
    if (ids.size() != tokens.size()) {
      throw token.error("there are %d ids for %d tokens".formatted(ids.size(), tokens.size()));
    }
    ids.forEach(id -> requireKnown(token, id, vocabulary));
    return new Template.Special(ids, tokens, fields.integer("type_id", 0, MAX_TYPE_ID));
  }

  private static void requireKnown(JsonFields at, int id, Vocabulary vocabulary) {
    if (vocabulary.token(id).isEmpty()) {
      throw at.error("id %d has no token in the vocabulary".formatted(id));
    }
  }
}
