package dev.heed.app.flags;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Where and how to compute. What is not given comes from the environment, or else is the best. */
public final class BackendFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--backend",
      order = 80,
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description =
          "Compute on this backend, such as cpu-simd, or on this device of one, by its number or a"
              + " part of its name: gpu-opencl:0, gpu-opencl:h100 (or HEED_BACKEND); 'heed"
              + " backends' lists them.")
  @Nullable String backend;

  @Option(
      names = "--threads",
      order = 81,
      paramLabel = "N",
      description = "Worker threads (or HEED_THREADS); one per processor otherwise.")
  @Nullable Integer threads;

  @Option(
      names = "--compute",
      order = 82,
      paramLabel = "exact|fast",
      converter = ComputeNames.class,
      completionCandidates = ComputeNames.class,
      description =
          "Arithmetic (or HEED_COMPUTE): 'fast' may round differently than 'exact', the default.")
  @Nullable Compute compute;

  @Option(
      names = "--strict",
      order = 83,
      description = "Refuse last-resort backends instead of warning (or HEED_STRICT=1).")
  boolean strict;

  /** Which backend. */
  public BackendRequest request() {
    BackendRequest environment = fromEnvironment(BackendRequest::fromEnvironment);
    return new BackendRequest(
        backend == null ? environment.backend() : backend, strict || environment.strict());
  }

  /** Whether the command line names one. */
  public boolean isNamed() {
    return backend != null;
  }

  /** How it is opened. */
  public BackendOptions options() {
    BackendOptions options = fromEnvironment(BackendOptions::fromEnvironment);
    try {
      options = threads == null ? options : options.withThreads(threads);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
    return compute == null ? options : options.withCompute(compute);
  }

  /** Opens it; the caller closes it after what computes on it. */
  public Backend open() {
    return Backends.open(request(), options());
  }

  /** The same, with this arithmetic unless the command line names another. */
  public Backend open(Compute otherwise) {
    return Backends.open(request(), options().withCompute(compute == null ? otherwise : compute));
  }

  private <T> T fromEnvironment(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The providers on the class path, for completion. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backends.installed().providers().stream().map(BackendProvider::name).iterator();
    }
  }

  /** The modes in lower case. */
  public static final class ComputeNames implements ITypeConverter<Compute>, Iterable<String> {
    @Override
    public Compute convert(String value) {
      for (Compute choice : Compute.values()) {
        if (choice.name().equalsIgnoreCase(value)) {
          return choice;
        }
      }
      throw new TypeConversionException("expected exact or fast, was '" + value + "'");
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Compute.values())
          .map(choice -> choice.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }
}
