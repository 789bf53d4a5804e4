package dev.heed.models.hub;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that huggingface_hub reads, read as it reads them; blank ones count as unset. */
final class HubEnvironment {
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");
  private static final int LONGEST_TOKEN = 10_000;

  private final Map<String, String> variables;

  HubEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  boolean isOn(String name) {
    return variable(name).map(Ascii::toUpperCase).filter(TRUE::contains).isPresent();
  }

  Path cache() {
    return path("HF_HUB_CACHE")
        .or(() -> path("HUGGINGFACE_HUB_CACHE"))
        .orElseGet(() -> home().resolve("hub"));
  }

  private Path home() {
    return path("HF_HOME")
        .orElseGet(() ->
            path("XDG_CACHE_HOME")
                .orElseGet(() -> place("~/.cache", "the home folder"))
                .resolve("huggingface"));
  }

  Optional<AccessToken> token() {
    if (isOn("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return Optional.empty();
    }
    return token("HF_TOKEN").or(() -> token("HUGGING_FACE_HUB_TOKEN")).or(this::tokenFromFile);
  }

  private Optional<AccessToken> token(String name) {
    return variable(name).flatMap(value -> AccessToken.in(value, name));
  }

  private Optional<AccessToken> tokenFromFile() {
    Path file = path("HF_TOKEN_PATH").orElseGet(() -> home().resolve("token"));
    try {
      if (Files.size(file) > LONGEST_TOKEN) {
        throw new HubException("%s: is too long to be a token".formatted(file));
      }
      return AccessToken.in(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedInputException e) {
      throw new HubException("%s: is no text, so it holds no token".formatted(file), e);
    } catch (IOException e) {
      throw new HubException("%s: the token in it cannot be read: %s".formatted(file, e), e);
    }
  }

  private Optional<Path> path(String name) {
    return variable(name).map(value -> place(value, name));
  }

  /** With ~ and $NAME replaced, as Python's expanduser and expandvars do. */
  private Path place(String text, String origin) {
    Matcher matcher = VARIABLE.matcher(text);
    String full =
        matcher.replaceAll(found -> {
          String name = found.group(1) == null ? found.group(2) : found.group(1);
          return Matcher.quoteReplacement(variables.getOrDefault(name, found.group()));
        });
    if (full.equals("~") || full.startsWith("~/") || full.startsWith("~\\")) {
      String user = variable("HOME").orElseGet(() -> System.getProperty("user.home", "."));
      full = user + full.substring(1);
    }
    try {
      return Path.of(full);
    } catch (InvalidPathException e) {
      throw new HubException("%s: '%s' is no folder's name".formatted(origin, text), e);
    }
  }
}
