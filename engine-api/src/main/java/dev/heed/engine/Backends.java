package dev.heed.engine;

import dev.heed.engine.error.BackendUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The backends on the class path or module path, and the choice among them.
 *
 * <pre>{@code
 * try (Backend backend = Backends.open()) { … }             // the best, or what heed.backend names
 * BackendChoice choice = Backends.installed().choose(BackendRequest.named("cpu-simd"));
 * }</pre>
 *
 * <p>Nothing is chosen in silence: a backend that was asked for and is not available is an error, a
 * last resort comes with a warning, and a choice lists why the others were not taken.
 */
public final class Backends {
  private static final System.Logger LOG = System.getLogger("dev.heed.engine");

  private final List<BackendProvider> providers;
  private final List<Rejection> broken;

  private Backends(List<BackendProvider> providers, List<Rejection> broken) {
    this.providers =
        providers.stream()
            .sorted(
                Comparator.comparingInt(BackendProvider::priority)
                    .reversed()
                    .thenComparing(BackendProvider::name))
            .toList();
    this.broken = List.copyOf(broken);
  }

  /**
   * What {@link ServiceLoader} finds: with the class loader of this class first, then with the
   * thread's context loader (on a pool thread inside a fat jar only the first finds anything).
   */
  public static Backends installed() {
    List<BackendProvider> found = new ArrayList<>();
    List<Rejection> broken = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>();
    ClassLoader own = Backends.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    load(ServiceLoader.load(BackendProvider.class, own), found, broken, seen);
    if (context != null) {
      load(ServiceLoader.load(BackendProvider.class, context), found, broken, seen);
    }
    return new Backends(found, broken);
  }

  /** These providers and no others. */
  public static Backends of(List<BackendProvider> providers) {
    return new Backends(providers, List.of());
  }

  /** Opens what the environment asks for, or else the best that is installed. */
  public static Backend open() {
    return open(BackendRequest.fromEnvironment(), BackendOptions.fromEnvironment());
  }

  /** Opens what is asked for; warns when it is a last resort. */
  public static Backend open(BackendRequest request, BackendOptions options) {
    return installed().choose(request).open(options);
  }

  /** The providers, greatest priority first. */
  public List<BackendProvider> providers() {
    return providers;
  }

  /** Entries that could not be loaded at all. */
  public List<Rejection> broken() {
    return broken;
  }

  /**
   * Chooses a backend.
   *
   * @throws BackendUnavailableException when there is none to be had, with the reason and remedy
   *     for each, or when two providers have one name
   */
  public BackendChoice choose(BackendRequest request) {
    refuseEqualNames();
    if (request.strict() && !broken.isEmpty()) {
      throw new BackendUnavailableException(
          "strict mode: a backend entry is broken" + listed(broken));
    }
    String wanted = request.backend();
    return wanted == null ? chooseBest(request.strict()) : chooseNamed(wanted, request.strict());
  }

  private BackendChoice chooseBest(boolean strict) {
    List<Rejection> rejections = new ArrayList<>(broken);
    @Nullable BackendChoice best = null;
    for (BackendProvider provider : providers) {
      if (best != null) {
        rejections.add(
            new Rejection(
                provider.name(), lesser(provider, best.provider()), "ask for it by name"));
      } else if (strict && provider.priority() < 0) {
        rejections.add(
            new Rejection(
                provider.name(),
                "a last resort, refused in strict mode",
                "ask for it by name without strict mode"));
      } else {
        switch (provider.probe()) {
          case Availability.Available available -> {
            best = unasked(provider, available);
            rejections.addAll(available.refused());
            if (best == null) {
              rejections.add(onRequestAlone(provider, available.devices().getFirst()));
            }
          }
          case Availability.Unavailable none ->
              rejections.add(new Rejection(provider.name(), none.reason(), none.remedy()));
        }
      }
    }
    if (best == null) {
      throw new BackendUnavailableException(
          providers.isEmpty() && broken.isEmpty()
              ? "no backend is on the class path; add heed-engine-cpu-simd as a run-time dependency"
              : "no backend is available" + listed(rejections));
    }
    return warned(new BackendChoice(best.provider(), best.device(), rejections));
  }

  /** The first device that may be taken without being asked for, or null. */
  private static @Nullable BackendChoice unasked(
      BackendProvider provider, Availability.Available available) {
    return available.devices().stream()
        .filter(device -> !device.onRequest())
        .findFirst()
        .map(device -> new BackendChoice(provider, device, List.of()))
        .orElse(null);
  }

  private static Rejection onRequestAlone(BackendProvider provider, DeviceInfo first) {
    return new Rejection(
        provider.name(),
        "its device '%s' is taken only when it is asked for".formatted(first.name()),
        "ask for it by name: " + first.id());
  }

  /** Why a provider comes after the one that was taken. */
  private static String lesser(BackendProvider provider, BackendProvider taken) {
    return provider.priority() == taken.priority()
        ? "of equal priority; '%s' comes first by name".formatted(taken.name())
        : "priority %d is below the %d of '%s'"
            .formatted(provider.priority(), taken.priority(), taken.name());
  }

  private BackendChoice chooseNamed(String wanted, boolean strict) {
    int colon = wanted.indexOf(':');
    String name = colon < 0 ? wanted : wanted.substring(0, colon);
    List<Rejection> rejections = new ArrayList<>(broken);
    @Nullable BackendProvider named = null;
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        named = provider;
      } else {
        rejections.add(new Rejection(provider.name(), "'" + name + "' was asked for", ""));
      }
    }
    if (named == null) {
      throw new BackendUnavailableException(
          "no backend is called '%s'; there are %s%s"
              .formatted(
                  name,
                  providers.isEmpty()
                      ? "none"
                      : providers.stream()
                          .map(provider -> "'" + provider.name() + "'")
                          .collect(Collectors.joining(", ")),
                  listed(broken)));
    }
    if (strict && named.priority() < 0) {
      throw new BackendUnavailableException(
          "backend '%s' is a last resort and refused in strict mode".formatted(name));
    }
    return switch (named.probe()) {
      case Availability.Available available -> {
        rejections.addAll(available.refused());
        yield warned(
            new BackendChoice(
                named,
                colon < 0 ? available.devices().getFirst() : device(available.devices(), wanted),
                rejections));
      }
      case Availability.Unavailable none ->
          throw new BackendUnavailableException(
              "backend '%s' is unavailable: %s; %s".formatted(name, none.reason(), none.remedy()));
    };
  }

  /** By its number, {@code auto} for the first, or else by a part of its name. */
  private static DeviceInfo device(List<DeviceInfo> devices, String wanted) {
    String which = wanted.substring(wanted.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    if (which.equals("auto")) {
      return devices.getFirst();
    }
    List<DeviceInfo> fitting =
        devices.stream().filter(device -> device.id().equals(wanted)).toList();
    if (fitting.isEmpty() && !which.isBlank() && !isNumber(which)) {
      fitting =
          devices.stream()
              .filter(device -> device.name().toLowerCase(Locale.ROOT).contains(which))
              .toList();
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw new BackendUnavailableException(
        "%s device is called '%s'; there are %s"
            .formatted(
                fitting.isEmpty() ? "no" : "more than one",
                wanted,
                devices.stream()
                    .map(device -> "%s (%s)".formatted(device.id(), device.name()))
                    .collect(Collectors.joining(", "))));
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(Character::isDigit);
  }

  private static BackendChoice warned(BackendChoice choice) {
    if (choice.isLastResort()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "running on the last-resort backend ''{0}'', which is right but slow{1}",
          choice.provider().name(),
          listed(choice.rejections()));
    }
    return choice;
  }

  private void refuseEqualNames() {
    for (int p = 0; p < providers.size(); p++) {
      for (int other = p + 1; other < providers.size(); other++) {
        if (providers.get(p).name().equals(providers.get(other).name())) {
          throw new BackendUnavailableException(
              "two backends are called '%s': %s and %s; remove one of them from the class path"
                  .formatted(
                      providers.get(p).name(),
                      providers.get(p).getClass().getName(),
                      providers.get(other).getClass().getName()));
        }
      }
    }
  }

  private static String listed(List<Rejection> rejections) {
    return rejections.stream().map(rejection -> "\n  " + rejection).collect(Collectors.joining());
  }

  private static void load(
      ServiceLoader<BackendProvider> loader,
      List<BackendProvider> found,
      List<Rejection> broken,
      Set<Class<?>> seen) {
    Iterator<BackendProvider> entries = loader.iterator();
    while (true) {
      try {
        if (!entries.hasNext()) {
          return;
        }
        BackendProvider provider = entries.next();
        if (seen.add(provider.getClass())) {
          found.add(provider);
        }
      } catch (ServiceConfigurationError e) {
        addBroken(
            String.valueOf(e.getMessage()),
            "check the jar that names it in META-INF/services",
            broken);
      } catch (LinkageError e) {
        // A class that its jar was compiled against is absent, or is of a newer Java.
        addBroken(
            "it does not link: " + e,
            "check that its jar fits this Java and the jars beside it",
            broken);
      }
    }
  }

  private static void addBroken(String reason, String remedy, List<Rejection> broken) {
    Rejection rejection = new Rejection("a provider entry", reason, remedy);
    if (!broken.contains(rejection)) {
      broken.add(rejection);
    }
  }
}
