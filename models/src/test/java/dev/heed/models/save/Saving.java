package dev.heed.models.save;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.DecoderFamilies;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model that is loaded to be learned, with all that saving it needs. */
final class Saving implements AutoCloseable {
  static final int LONGEST = 64;

  private final ModelSource source;
  private final @Nullable EncoderPlan encoder;
  private final @Nullable DecoderPlan decoder;
  private final LearnedModel model;
  private final CommandQueue queue;

  private Saving(
      Backend backend,
      Path folder,
      UnaryOperator<EncoderPlan> change,
      @Nullable Adapters adapters) {
    this.source = ModelSource.open(folder);
    boolean isDecoder = DecoderFamilies.find(source.config()).isPresent();
    this.decoder = isDecoder ? DecoderPlan.of(source) : null;
    this.encoder = isDecoder ? null : change.apply(EncoderPlan.of(source, HeadChoice.CONFIGURED));
    this.model =
        decoder != null
            ? LearnedModels.decoder(
                decoder, source.checkpoint(), backend, InitialValues.NONE, adapters, LONGEST)
            : LearnedModels.encoder(
                encoder(), source.checkpoint(), backend, encoder().initialHead(3), adapters);
    this.queue = backend.newQueue("saving");
  }

  static Saving of(Path folder, Backend backend) {
    return new Saving(backend, folder, plan -> plan, null);
  }

  static Saving of(Path folder, Backend backend, UnaryOperator<EncoderPlan> change) {
    return new Saving(backend, folder, change, null);
  }

  static Saving of(Path folder, Backend backend, Adapters adapters) {
    return new Saving(backend, folder, plan -> plan, adapters);
  }

  static Saving of(
      Path folder, Backend backend, UnaryOperator<EncoderPlan> change, Adapters adapters) {
    return new Saving(backend, folder, change, adapters);
  }

  EncoderPlan encoder() {
    return Objects.requireNonNull(encoder);
  }

  DecoderPlan decoder() {
    return Objects.requireNonNull(decoder);
  }

  ModelSource source() {
    return source;
  }

  LearnedModel model() {
    return model;
  }

  CommandQueue queue() {
    return queue;
  }

  ModelFolder folder() {
    return model instanceof LearnedDecoder learned
        ? ModelFolder.of(decoder(), learned, source)
        : ModelFolder.of(encoder(), (LearnedEncoder) model, source);
  }

  /** Moves every parameter of a kind a little, as learning would. */
  Saving moved(Parameter.Kind kind) {
    Random random = new Random(7);
    for (Parameter parameter : model.parameters()) {
      if (parameter.kind() == kind) {
        float[] values = values(parameter);
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.05f * (float) random.nextGaussian();
        }
        queue.upload(MemorySegment.ofArray(values), parameter.value());
      }
    }
    return this;
  }

  float[] values(Parameter parameter) {
    return WholeTensor.download(parameter.value(), queue);
  }

  /** One of them. */
  static float[] tensor(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** The tensors of a safetensors file, as floats. */
  static Map<String, float[]> tensors(Path file) {
    Map<String, float[]> all = new TreeMap<>();
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      checkpoint.tensors().forEach(tensor -> all.put(tensor.name(), tensor.toFloats()));
    }
    return all;
  }

  @Override
  public void close() {
    queue.close();
    model.close();
    source.close();
  }
}
