package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Output;
import dev.heed.app.console.Paragraph;
import dev.heed.app.console.Style;
import dev.heed.app.console.Table;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.MemoryNeed;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.TransformerSpec;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An inspection for people. */
public final class InspectionText {
  private static final int SHOWN = 8;

  private final Output out;
  private final Style style;

  public InspectionText(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  public void print(Inspection model, boolean listTensors) {
    String family =
        model
            .encoder()
            .map(plan -> plan.spec().family() + " encoder, ")
            .or(() -> model.decoder().map(plan -> plan.spec().family() + " language model, "))
            .orElse("");
    out.line(
        "%s  %s%s parameters"
            .formatted(style.bold(model.name()), family, count(model.parameters())));
    Table table = new Table("  ", "ll");
    table.row(style.dim("weights"), model.origin());
    table.row(style.dim("stored"), stored(model));
    model.encoder().ifPresent(plan -> describe(plan.spec(), table));
    DecoderText decoder = new DecoderText(table, style);
    model.decoder().ifPresent(plan -> decoder.describe(plan.spec()));
    model.embedding().ifPresent(settings -> table.row(style.dim("embeddings"), text(settings)));
    model.tokenizer().ifPresent(tokenizer -> table.row(style.dim("tokenizer"), text(tokenizer)));
    model
        .encoder()
        .ifPresent(
            plan -> table.row(style.dim("memory"), memory(plan.need(), plan.spec().maxTokens())));
    model.decoder().ifPresent(plan -> decoder.describe(plan, model.tensors(), model.chat()));
    table.print(out);
    for (String problem : model.problems()) {
      out.line("  " + style.warning("not understood: ") + problem);
    }
    if (listTensors) {
      out.line("");
      printTensors(model.tensors());
    }
  }

  private void describe(TransformerSpec spec, Table table) {
    table.row(
        style.dim("layers"),
        "%d of width %,d, %s of %d, feed-forward %,d (%s)"
            .formatted(
                spec.layers(),
                spec.width(),
                Amount.of(spec.attention().heads(), "head"),
                spec.attention().headSize(),
                spec.feedForward().width(),
                lower(spec.feedForward().activation())));
    table.row(
        style.dim("norm"),
        "%s, epsilon %s".formatted(lower(spec.norm().kind()), spec.norm().epsilon()));
    table.row(
        style.dim("input"),
        "up to %,d tokens of %,d, %s"
            .formatted(
                spec.maxTokens(),
                spec.vocabulary(),
                spec.tokenTypes() == 0
                    ? "no token types"
                    : Amount.of(spec.tokenTypes(), "token type")));
    table.row(style.dim("head"), head(spec));
  }

  private static String head(TransformerSpec spec) {
    String pooler = spec.pooler() ? "pooler, " : "";
    return pooler
        + switch (spec.head()) {
          case HeadSpec.None none -> spec.pooler() ? "no more" : "none";
          case HeadSpec.SequenceClassification head ->
              "classes of a text, %s: %s".formatted(lower(head.problem()), labels(head.labels()));
          case HeadSpec.Pooled head ->
              "classes of a text by %s pooling, %s: %s"
                  .formatted(lower(head.pooling()), lower(head.problem()), labels(head.labels()));
          case HeadSpec.TokenClassification head -> "classes of tokens: " + labels(head.labels());
          case HeadSpec.MaskedLanguage head -> "masked language model";
        };
  }

  private static String labels(List<String> labels) {
    String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return labels.size() + " (" + shown + (labels.size() > SHOWN ? ", …)" : ")");
  }

  private static String text(EmbeddingSettings settings) {
    StringBuilder text = new StringBuilder(lower(settings.pooling()) + " pooling");
    if (settings.normalize()) {
      text.append(", scaled to length 1");
    }
    if (settings.maxTokens() > 0) {
      text.append(String.format(Locale.ROOT, ", texts up to %,d tokens", settings.maxTokens()));
    }
    if (!settings.queryPrefix().isEmpty()) {
      text.append(", queries behind '").append(settings.queryPrefix()).append('\'');
    }
    if (!settings.passagePrefix().isEmpty()) {
      text.append(", passages behind '").append(settings.passagePrefix()).append('\'');
    }
    return text.toString();
  }

  private static String text(Tokenizer tokenizer) {
    List<String> special =
        tokenizer.specialTokens().entrySet().stream()
            .map(token -> token.getKey() + " " + token.getValue())
            .toList();
    return "%s, special %s%s"
        .formatted(
            Amount.of(tokenizer.vocabularySize(), "token"),
            Paragraph.oneLine(special.stream().limit(SHOWN).collect(Collectors.joining(", "))),
            special.size() > SHOWN ? ", … (%,d)".formatted(special.size()) : "");
  }

  private static String memory(MemoryNeed need, int maxTokens) {
    return "%s of weights, %s more while loading, %s a token; %s for the longest text"
        .formatted(
            bytes(need.weights()),
            bytes(need.loading()),
            bytes(need.perToken()),
            bytes(need.toRun(maxTokens)));
  }

  private static String stored(Inspection model) {
    if (model.tensors().isEmpty()) {
      return "no tensors";
    }
    return "%s, %s: %s"
        .formatted(
            Amount.of(model.tensors().size(), "tensor"),
            bytes(model.bytes()),
            model.types().entrySet().stream()
                .map(type ->
                    "%d %s (%s)"
                        .formatted(
                            type.getValue().count(), type.getKey(), bytes(type.getValue().bytes())))
                .collect(Collectors.joining(", ")));
  }

  private void printTensors(List<StoredTensor> tensors) {
    Table table = new Table("  ", "lllr");
    table.row(style.dim("tensor"), style.dim("type"), style.dim("shape"), style.dim("bytes"));
    for (StoredTensor tensor : tensors) {
      table.row(
          tensor.name(),
          tensor.dtype() + (tensor.quantization() == null ? "" : " quantized"),
          tensor.shape().toString(),
          "%,d".formatted(tensor.data().byteSize()));
    }
    table.print(out);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Such as 22.7 million. */
  public static String count(long value) {
    return value < 1_000_000
        ? String.format(Locale.ROOT, "%,d", value)
        : value < 1_000_000_000
            ? Amount.significant(value / 1e6) + " million"
            : Amount.significant(value / 1e9) + " billion";
  }

  /** Such as 86.6 MiB. */
  public static String bytes(long value) {
    if (value < 1024) {
      return value + " B";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double scaled = value / 1024.0;
    int unit = 0;
    while (scaled >= 1024 && unit < units.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return Amount.significant(scaled) + " " + units[unit];
  }
}
