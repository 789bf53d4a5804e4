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
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;
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

  private final String file;
  private final CommandSpec command;

  private SettingsFile(String file, CommandSpec command) {
    this.file = file;
    this.command = command;
  }

  /**
   * The arguments with those of the file that they name behind them; as they are where they name
   * none.
   *
   * @param command whose options they are
   * @throws FileException when the file cannot be read, is not YAML, or has what is no option
   */
  static List<String> expanded(List<String> arguments, CommandSpec command, Inputs inputs) {
    String file = named(arguments);
    if (file == null) {
      return arguments;
    }
    SettingsFile settings = new SettingsFile(file, command);
    List<String> all = new ArrayList<>(arguments);
    settings
        .read(inputs)
        .forEach((name, value) -> {
          OptionSpec option = settings.option(String.valueOf(name));
          if (!isGiven(option, arguments)) {
            all.addAll(settings.arguments(option, value));
          }
        });
    return all;
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

  private Map<?, ?> read(Inputs inputs) {
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
    if (found instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong("expected settings such as 'epochs: 5', one a line");
  }

  private OptionSpec option(String name) {
    OptionSpec option = command.optionsMap().get("--" + name.toLowerCase(Locale.ROOT));
    if (option == null || option.names()[0].equals(OPTION) || option.usageHelp()) {
      throw wrong(
          "there is no setting '%s'; they are the options that '%s --help' lists, without the dashes"
              .formatted(name, command.qualifiedName()));
    }
    return option;
  }

  private List<String> arguments(OptionSpec option, @Nullable Object value) {
    String name = option.longestName();
    if (value instanceof List<?> several) {
      if (!option.isMultiValue()) {
        throw wrong("%s takes one value, found a list".formatted(name.substring(2)));
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
          throw wrong("%s: expected true or false, found '%s'".formatted(name.substring(2), text));
    };
  }

  private String text(String name, @Nullable Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw wrong(
        "%s: expected a value, found %s"
            .formatted(name.substring(2), value instanceof String ? "none" : "a table or a list"));
  }

  private FileException wrong(String what) {
    return new FileException(file + ": " + what);
  }

  /** Each value is a text, as it stands there: the command line knows what kind it is. */
  private static final class Texts implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
      return (value, implicit) -> Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of();
    }
  }
}
