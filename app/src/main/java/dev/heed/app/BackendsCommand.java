package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Extent;
import dev.heed.app.report.BackendsJson;
import dev.heed.app.report.BackendsText;
import dev.heed.engine.BackendChoice;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.error.HeedException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code heed backends}: what there is to compute on, whether it is sound, and how fast it is. */
@Command(
    name = "backends",
    header = "Examine the backends: found, available, sound, fast.",
    description = {
      "Lists every backend on the class path; for one that is not available, why, and what to do."
          + " Runs each kernel family of the others and compares it with the reference backend;"
          + " then measures products of matrices, the reading of weights, and on one thread the"
          + " kernels that decide most, beside what it could do if arithmetic alone were the limit.",
      "",
      "With --tune, first finds the fastest kernels for the device that would be taken, or that"
          + " --backend names, and keeps the verdict for later runs. It chooses among kernels with"
          + " equal bits only, so that no result changes; nothing is ever tuned without it.",
      "",
      "Exits with 1 if a kernel family is wrong or, with --strict, if a kernel is far slower than"
          + " it can be; with 3 if there is no backend to be had."
    },
    footer = {
      "@|bold Examples|@",
      "  heed backends",
      "  heed backends --backend cpu-simd --threads 1",
      "  heed backends --tune --backend gpu-opencl:0",
      "  heed backends --quick --json | jq '.backends[] | select(.available) | .name'"
    })
final class BackendsCommand extends HeedCommand {
  @Option(names = "--quick", description = "Do not measure (saves some seconds a device).")
  boolean quick;

  @Option(
      names = "--tune",
      description = "Find the fastest kernels for the device first (may take minutes).")
  boolean tune;

  BackendsCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    Backends backends = Backends.installed();
    BackendRequest request = backendFlags.request();
    BackendOptions options = backendFlags.options();
    @Nullable BackendChoice chosen = null;
    @Nullable BackendUnavailableException none = null;
    try {
      chosen = backends.choose(request);
    } catch (BackendUnavailableException e) {
      none = e; // thrown again below the report, which says more
    }
    List<BackendProvider> all = backends.providers();
    @Nullable BackendProvider taken = chosen == null ? null : chosen.provider();
    Extent extent =
        new Extent(
            request.backend() != null,
            !quick,
            tune && chosen != null ? Set.of(chosen.device().id()) : Set.of());
    List<Diagnosis> diagnoses;
    try (Progress progress = progress("examining", -1)) {
      diagnoses =
          all.stream()
              .filter(provider -> isAskedFor(provider, request.backend()))
              .map(provider ->
                  Diagnosis.of(
                      provider,
                      provider.equals(taken),
                      all,
                      options,
                      extent,
                      what -> progress.to(0, what)))
              .toList();
    }
    if (json) {
      jsonLines()
          .writeObject(fields -> new BackendsJson(fields).write(diagnoses, backends.broken()));
    } else {
      new BackendsText(console().out(), console().style(), roleOfChosen())
          .print(diagnoses, backends.broken());
    }
    if (none != null) {
      throw none;
    }
    refuseWrong(diagnoses);
    if (request.strict()) {
      refuseSlow(diagnoses);
    }
  }

  private String roleOfChosen() {
    return backendFlags.isNamed() ? "as asked for" : "used unless another is named";
  }

  private static boolean isAskedFor(BackendProvider provider, @Nullable String backend) {
    return backend == null
        || backend.equals(provider.name())
        || backend.startsWith(provider.name() + ":");
  }

  private static void refuseWrong(List<Diagnosis> diagnoses) {
    String wrong =
        diagnoses.stream()
            .filter(diagnosis -> !diagnosis.isGood())
            .map(Diagnosis::name)
            .collect(Collectors.joining(", "));
    if (!wrong.isEmpty()) {
      throw new HeedException(
          "not sound on this machine: %s; use another with --backend".formatted(wrong));
    }
  }

  /** By default a warning in the report is all: a machine that is busy looks the same. */
  static void refuseSlow(List<Diagnosis> diagnoses) {
    String slow =
        diagnoses.stream()
            .filter(diagnosis -> !diagnosis.isFast())
            .map(Diagnosis::name)
            .collect(Collectors.joining(", "));
    if (!slow.isEmpty()) {
      throw new HeedException(
          "kernels fell off on this machine: %s; the report says which and what to do"
              .formatted(slow));
    }
  }
}
