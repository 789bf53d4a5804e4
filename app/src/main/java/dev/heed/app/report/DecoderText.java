package dev.heed.app.report;

import static dev.heed.app.report.InspectionText.bytes;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Style;
import dev.heed.app.console.Table;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.tensor.DType;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.DecoderNeed;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.RotaryScaling;
import dev.heed.models.spec.RotarySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an inspection says of a language model, for people. */
final class DecoderText {
  private final Table table;
  private final Style style;

  DecoderText(Table table, Style style) {
    this.table = table;
    this.style = style;
  }

  /** What it is. */
  void describe(DecoderSpec spec) {
    row(
        "layers",
        "%d of width %,d, %s of %d, %s, feed-forward %,d (%s%s)"
            .formatted(
                spec.layers().size(),
                spec.width(),
                Amount.of(spec.attention().heads(), "head"),
                spec.attention().headSize(),
                Amount.of(spec.attention().keyHeads(), "key head"),
                spec.feedForward().width(),
                lower(spec.feedForward().activation()),
                spec.feedForward().gated() ? ", gated" : ""));
    windows(spec);
    row(
        "norm",
        "%s, epsilon %s%s"
            .formatted(
                lower(spec.norm().kind()),
                spec.norm().epsilon(),
                spec.attention().headNorms() ? "; queries and keys too" : ""));
    row("positions", positions(spec.positions()));
    row("input", "up to %,d tokens of %,d".formatted(spec.maxTokens(), spec.vocabulary()));
    row(
        "logits",
        (spec.tied() ? "by the table of token embeddings (tied)" : "by a table of their own")
            + cap(", soft cap ", spec.logitSoftCap()));
  }

  /**
   * What it needs and brings.
   *
   * @param tensors of the checkpoint
   */
  void describe(DecoderPlan plan, List<StoredTensor> tensors, boolean chat) {
    row("chat", chat ? "by the template that comes with it" : "no template comes with it");
    DecoderSpec spec = plan.spec();
    row("memory", memory(plan, tensors));
    int usual = Math.min(spec.maxTokens(), GeneratorOptions.USUAL_CONTEXT);
    List<String> contexts = new ArrayList<>();
    contexts.add(context(spec, usual));
    if (spec.maxTokens() > usual) {
      contexts.add(context(spec, spec.maxTokens()));
    }
    row(
        "cache",
        "%s a token in F32, half of it in F16; %s"
            .formatted(bytes(perToken(spec)), String.join(", ", contexts)));
  }

  /** The least first; what is the same twice stands there once. */
  private static String memory(DecoderPlan plan, List<StoredTensor> tensors) {
    Map<DecoderNeed, String> needs = new LinkedHashMap<>();
    needs.put(plan.needRounded(tensors), "with fast arithmetic");
    needs.put(
        plan.needInBlocks(tensors),
        plan.spec().tied()
            ? "in the file's blocks (the table of tokens twice, as it gives the logits too)"
            : "in the file's blocks");
    needs.put(plan.need(), "as F32");
    return needs.entrySet().stream()
        .map(need -> memory(need.getKey(), need.getValue()))
        .collect(Collectors.joining("; else "));
  }

  private static String memory(DecoderNeed need, String how) {
    return "%s of weights %s, %s more while loading"
        .formatted(bytes(need.weights()), how, bytes(need.loading()));
  }

  /** Bytes of the keys and values of one token, in all layers, as F32. */
  static long perToken(DecoderSpec spec) {
    return 2L * spec.layers().size() * spec.keyWidth() * Float.BYTES;
  }

  /** Bytes that a session of one sequence takes. */
  static long session(DecoderSpec spec, int tokens, DType storage) {
    return DecoderModel.sessionBytes(spec, CacheOptions.of(tokens).withStorage(storage));
  }

  private static String context(DecoderSpec spec, int tokens) {
    return "%s for %,d tokens".formatted(bytes(session(spec, tokens, DType.F32)), tokens);
  }

  /** How many layers see how far, where some see less than all. */
  private void windows(DecoderSpec spec) {
    Map<Integer, Integer> layers = new TreeMap<>();
    spec.layers().forEach(layer -> layers.merge(layer.window(), 1, Integer::sum));
    int global = layers.getOrDefault(0, 0);
    if (global < spec.layers().size()) {
      layers.remove(0);
      String local =
          layers.entrySet().stream()
              .map(window ->
                  "%s the last %,d tokens"
                      .formatted(Amount.of(window.getValue(), "layer"), window.getKey()))
              .collect(Collectors.joining(", "));
      row("windows", "seen by %s, by %d all".formatted(local, global));
    }
    if (spec.attention().softCap() > 0) {
      row("scores", "soft cap " + spec.attention().softCap());
    }
  }

  private static String positions(DecoderPositions positions) {
    return switch (positions) {
      case DecoderPositions.Learned learned ->
          "learned, a table of %,d rows".formatted(learned.rows());
      case DecoderPositions.Rotary rotary ->
          rotary.rotaries().stream().map(DecoderText::rotation).collect(Collectors.joining("; "));
    };
  }

  private static String rotation(RotarySpec rotary) {
    return "rotary, base %,.0f, %d pairs of %s%s"
        .formatted(
            rotary.base(),
            rotary.pairs(),
            rotary.pairing() == RotaryPairing.INTERLEAVED ? "neighbours" : "halves",
            scaling(rotary.scaling()));
  }

  private static String scaling(RotaryScaling scaling) {
    return switch (scaling) {
      case RotaryScaling.None none -> "";
      case RotaryScaling.Linear linear -> ", scaled by " + linear.factor();
      case RotaryScaling.Llama3 llama ->
          ", scaled as Llama 3.1 by %s from %,d tokens".formatted(llama.factor(), llama.original());
      case RotaryScaling.Factors factors -> ", scaled by factors of their own";
      case RotaryScaling.LongRope rope ->
          ", scaled as LongRoPE from %,d tokens".formatted(rope.original());
      case RotaryScaling.Yarn yarn ->
          ", scaled as YaRN by %s from %,d tokens".formatted(yarn.factor(), yarn.original());
    };
  }

  private static String cap(String before, float value) {
    return value > 0 ? before + value : "";
  }

  private void row(String name, String value) {
    table.row(style.dim(name), value);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
