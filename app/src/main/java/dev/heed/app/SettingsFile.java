package dev.heed.app;

import dev.heed.app.console.Paragraph;
import dev.heed.app.io.FileException;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.Utf8Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.ConstructYamlNull;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of a command from a YAML file: {@code epochs: 5} stands for {@code --epochs=5}, a list
 * for an option that may be given several times, {@code json: true} for {@code --json}. What stands
 * on the command line as well is taken from there.
 */
final class SettingsFile {
  /** What names it. */
  static final String OPTION = "--settings";

  private static final int LONGEST = 1 << 20;

  /** No file was named. */
  static final SettingsFile NONE = new SettingsFile("", Map.of());

  /** Those that say how messages look. */
  private static final List<String> OF_MESSAGES = List.of("json", "quiet", "debug");

  private final String file;
  private final Map<?, ?> values;

  private SettingsFile(String file, Map<?, ?> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * The file that the arguments name; without settings where they name none.
   *
   * @throws FileException when it cannot be read, or is not YAML
   */
  static SettingsFile of(List<String> arguments, Inputs inputs) {
    String file = named(arguments);
    return file == null ? NONE : new SettingsFile(file, read(file, inputs));
  }

  /**
   * The arguments with what the file says of messages: known before the rest is looked at, so that
   * what is wrong with that is said in this way.
   */
  List<String> withThoseOfMessages(List<String> arguments) {
    List<String> all = new ArrayList<>();
    values.forEach((key, value) -> {
      String name = String.valueOf(key).toLowerCase(Locale.ROOT);
      if (OF_MESSAGES.contains(name) && "true".equals(value)) {
        all.add("--" + name);
      }
    });
    all.addAll(arguments);
    return all;
  }

  /**
   * The arguments with those of the file behind the first two, the names of commands.
   *
   * @param line with these commands
   * @throws FileException when it has what is no option
   */
  List<String> expanded(List<String> arguments, CommandLine line) {
    if (values.isEmpty()) {
      return arguments;
    }
    CommandSpec command = command(arguments, line);
    List<String> all = new ArrayList<>(arguments.subList(0, 2));
    values.forEach((name, value) -> {
      OptionSpec option = option(String.valueOf(name), command);
      if (!isGiven(option, arguments)) {
        all.addAll(arguments(option, value));
      }
    });
    all.addAll(arguments.subList(2, arguments.size()));
    return all;
  }

  private static CommandSpec command(List<String> arguments, CommandLine line) {
    CommandLine command = line;
    for (String name : arguments.subList(0, 2)) {
      command = Objects.requireNonNull(command.getSubcommands().get(name), name);
    }
    return command.getCommandSpec();
  }

  private static @Nullable String named(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(OPTION) && i + 1 < arguments.size()) {
        return arguments.get(i + 1);
      }
      if (argument.startsWith(OPTION + "=")) {
        return argument.substring(OPTION.length() + 1);
      }
    }
    return null;
  }

  private static boolean isGiven(OptionSpec option, List<String> arguments) {
    return Arrays.stream(option.names())
        .anyMatch(name ->
            arguments.stream()
                .anyMatch(argument -> argument.equals(name) || argument.startsWith(name + "=")));
  }

  private static Map<?, ?> read(String file, Inputs inputs) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new Texts())
            .setCodePointLimit(LONGEST)
            .build();
    Object found;
    try {
      found = new Load(settings).loadFromString(Utf8Text.read(file, inputs.open(file)));
    } catch (YamlEngineException e) {
      throw new FileException(
          "%s: is no YAML: %s".formatted(file, Paragraph.oneLine(String.valueOf(e.getMessage()))),
          e);
    }
    return switch (found) {
      case null -> Map.of(); // Nothing but comments.
      case Map<?, ?> map -> map;
      default -> throw wrong(file, "expected settings such as 'epochs: 5', one a line");
    };
  }

  private OptionSpec option(String name, CommandSpec command) {
    OptionSpec option = command.optionsMap().get("--" + name.toLowerCase(Locale.ROOT));
    if (option == null || option.names()[0].equals(OPTION) || option.usageHelp()) {
      throw wrong(
          file,
          "there is no setting '%s'; they are the options that '%s --help' lists, without the dashes"
              .formatted(name, command.qualifiedName()));
    }
    return option;
  }

  private List<String> arguments(OptionSpec option, @Nullable Object value) {
    String name = option.longestName();
    if (value instanceof List<?> several) {
      if (!option.isMultiValue()) {
        throw wrong(file, "%s takes one value, found a list".formatted(name.substring(2)));
      }
      return several.stream().map(one -> name + "=" + text(name, one)).toList();
    }
    String text = text(name, value);
    if (option.arity().max() > 0) {
      return List.of(name + "=" + text);
    }
    return switch (text) {
      case "true" -> List.of(name);
      case "false" -> List.of();
      default ->
          throw wrong(
              file, "%s: expected true or false, found '%s'".formatted(name.substring(2), text));
    };
  }

  private String text(String name, @Nullable Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw wrong(
        file,
        "%s: expected a value, found %s"
            .formatted(
                name.substring(2),
                value == null || value instanceof String ? "none" : "a table or a list"));
  }

  private static FileException wrong(String file, String what) {
    return new FileException(file + ": " + what);
  }

  /**
   * Each value is a text, as it stands there: the command line knows what kind it is. Only where
   * YAML has nothing, or says {@code null}, there is none.
   */
  private static final class Texts implements Schema {
    private static final Set<String> NONE = Set.of("", "~", "null", "Null", "NULL");

    @Override
    public ScalarResolver getScalarResolver() {
      return (value, plain) -> plain && NONE.contains(value) ? Tag.NULL : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of(Tag.NULL, new ConstructYamlNull());
    }
  }
}
