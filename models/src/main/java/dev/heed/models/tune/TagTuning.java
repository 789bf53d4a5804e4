package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.data.TaggedData;
import org.jspecify.annotations.Nullable;

/**
 * Tunes a pretrained encoder to give each word of a text a tag: where the names of persons and
 * places are, or which part of speech a word is.
 *
 * {@snippet :
 * TaggedData training =
 *     TaggedData.read(TaggedFile.of(Path.of("train.conll")), DataPart.TRAINING);
 * TaggedData dev = TaggedData.read(TaggedFile.of(Path.of("dev.conll")), DataPart.VALIDATION);
 * try (TunedTagger tuned = TagTuning.of("all-minilm-l6-v2").tune(training, dev)) {
 *   System.out.println(tuned.evaluate(dev).toMap().get("micro"));
 *   tuned.save(Path.of("my-names"));
 * }
 * try (TextTagger tagger = TextTagger.load(Path.of("my-names"))) {
 *   tagger.tag("Ada Lovelace lived in London.").entities().forEach(System.out::println);
 * }
 * }
 *
 * <p>A word's first token learns its tag; its other tokens do not count. Validation is by F1 over
 * entities, or by the accuracy of words where tags say nothing about entities. The same data,
 * settings and backend give the same model to the bit.
 */
public final class TagTuning extends Tuning<TagTuning> {
  final String base;
  TuningSettings settings = TuningSettings.DEFAULT;
  @Nullable TaggedData others;
  @Nullable NewEncoder fresh;

  private TagTuning(String base) {
    this.base = base;
  }

  /**
   * A pretrained encoder.
   *
   * @param base a built-in model, a folder, or what was pulled as ORG/MODEL
   */
  public static TagTuning of(String base) {
    return new TagTuning(base);
  }

  @Override
  TagTuning self() {
    return this;
  }

  /**
   * With these settings.
   *
   * @throws IllegalArgumentException when they ask for what words with tags cannot have, or an
   *     encoder from nothing
   */
  public TagTuning with(TuningSettings choice) {
    EncoderStart.check(fresh, choice.method());
    if (choice.method() == TuningMethod.CONTRASTIVE) {
      throw new IllegalArgumentException(
          "the contrastive method learns from whole texts with a label; words with tags are learned by full, lora or probe");
    }
    if (!choice.normalization().steps().isEmpty() || !choice.augmentation().changes().isEmpty()) {
      throw new IllegalArgumentException(
          "words with tags are learned as they are: without normalization and augmentation");
    }
    if (choice.classWeights() != ClassWeights.EQUAL) {
      throw new IllegalArgumentException(
          "the tags of words count alike; classes are weighed for whole texts with labels");
    }
    settings = choice;
    return this;
  }

  /**
   * With an encoder from nothing, of the BERT shape, in place of the pretrained one, of which the
   * tokenizer alone is taken. The probe is then that of the pretrained encoder, which does not
   * learn.
   *
   * @param layers of it
   * @param width of hidden states; the inner width is four times that
   * @param heads of attention
   * @throws IllegalArgumentException when the settings are to keep something of a pretrained one
   */
  public TagTuning fromNothing(int layers, int width, int heads) {
    NewEncoder size = new NewEncoder(layers, width, heads);
    EncoderStart.check(size, settings.method());
    fresh = size;
    return this;
  }

  /** With data that the probe is measured on, to compare with: validation data otherwise. */
  public TagTuning comparingOn(TaggedData choice) {
    others = choice;
    return this;
  }

  /**
   * The probe alone of the pretrained encoder, whose tokenizer one from nothing takes.
   *
   * @param maxTokens of a sentence
   */
  TagTuning probe(Backend backend, TaggedData measured, int maxTokens) {
    return new TagTuning(base)
        .with(
            settings
                .withMethod(TuningMethod.PROBE)
                .withTexts(maxTokens, settings.normalization(), settings.augmentation()))
        .comparingOn(measured)
        .stoppedBy(isToStop())
        .on(backend);
  }

  /**
   * Tunes; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param validation what decides which epoch is best; null for the last epoch
   * @throws dev.heed.models.data.DataException when there is nothing to tell apart, or the data has
   *     tags of different kinds
   * @throws dev.heed.models.train.TrainingException as {@link dev.heed.models.train.Trainer} does
   */
  public TunedTagger tune(TaggedData training, @Nullable TaggedData validation) {
    TagLabels labels = TagLabels.of(training);
    return onBase(
        base,
        (source, opened, isOwned) ->
            new TagTuningRun(this, labels, source, opened, isOwned).tune(training, validation));
  }
}
