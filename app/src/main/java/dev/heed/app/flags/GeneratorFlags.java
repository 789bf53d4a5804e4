package dev.heed.app.flags;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.DType;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.LongPrompt;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How much a language model remembers, and in what form. */
public final class GeneratorFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--context",
      paramLabel = "N",
      order = 60,
      description =
          "Most tokens of prompt and answer together; what the model was made for, but no more than"
              + " 4,096, where nothing is given.")
  @Nullable Integer context;

  @Option(
      names = "--cache-type",
      paramLabel = "f32|f16|bf16",
      order = 61,
      defaultValue = "f32",
      converter = StorageConverter.class,
      description =
          "How keys and values are remembered; f16 and bf16 take half the memory and round."
              + " ${DEFAULT-VALUE} where nothing is given.")
  DType storage;

  @Option(
      names = "--long-prompt",
      paramLabel = "refuse|keep-end",
      order = 62,
      defaultValue = "refuse",
      converter = LongPromptConverter.class,
      description =
          "What becomes of a prompt that is too long: an error, or its end, so that the answer has"
              + " room. ${DEFAULT-VALUE} where nothing is given.")
  LongPrompt longPrompt;

  /** For one answer at a time on that backend. */
  public GeneratorOptions options(Backend open) {
    check();
    return GeneratorOptions.DEFAULT
        .withBackend(open)
        .withContextTokens(context == null ? 0 : context)
        .withConcurrency(1)
        .withStorage(storage)
        .withLongPrompt(longPrompt);
  }

  /**
   * Sees that the numbers make sense.
   *
   * @throws ParameterException where one does not
   */
  public void check() {
    if (context != null && context < 1) {
      throw new ParameterException(
          spec.commandLine(), "--context must be at least 1, was " + context);
    }
  }

  /** Floating types by their names. */
  static final class StorageConverter implements ITypeConverter<DType> {
    @Override
    public DType convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "f32" -> DType.F32;
        case "f16" -> DType.F16;
        case "bf16" -> DType.BF16;
        default ->
            throw new TypeConversionException("expected f32, f16 or bf16, was '" + value + "'");
      };
    }
  }

  /** The choices as the command line spells them. */
  static final class LongPromptConverter implements ITypeConverter<LongPrompt> {
    @Override
    public LongPrompt convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "refuse" -> LongPrompt.REFUSE;
        case "keep-end" -> LongPrompt.KEEP_END;
        default ->
            throw new TypeConversionException("expected refuse or keep-end, was '" + value + "'");
      };
    }
  }
}
