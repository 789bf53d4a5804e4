package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Items;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** A template that has been read. Immutable. */
public final class Template {
  /** Longest source: the longest published ones have some 30,000 characters. */
  private static final int LONGEST = 4_000_000;

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @throws JinjaException where it is wrong, or asks for something that is not supported; it names
   *     the line
   */
  public static Template parse(String source) {
    if (source.length() > LONGEST) {
      throw new JinjaException(
          "has %,d characters; at most %,d are read".formatted(source.length(), LONGEST));
    }
    return new Template(StatementParser.parse(source));
  }

  /**
   * Writes the template out.
   *
   * @param variables that it may use, by their names
   * @param now what {@code strftime_now} tells
   * @throws JinjaException where it fails, refuses, or works for too long; it names the line
   */
  public Text render(Map<String, ? extends Value> variables, ZonedDateTime now) {
    Budget budget = new Budget(variables.values().stream().mapToLong(Template::size).sum());
    Renderer renderer = new Renderer(new Evaluator(budget));
    Scope globals = new Scope(null);
    Globals.define(globals, renderer.evaluator(), now);
    variables.forEach(globals::set);
    try {
      return renderer.text(statements, new Scope(globals));
    } catch (JinjaException e) {
      throw e.at(renderer.line());
    }
  }

  private static long size(Value value) {
    return switch (value) {
      case Text text -> text.string().length();
      case Items items -> items.values().stream().mapToLong(Template::size).sum() + 1;
      case Dict dict ->
          dict.entries().entrySet().stream()
                  .mapToLong(entry -> size(entry.getKey()) + size(entry.getValue()))
                  .sum()
              + 1;
      default -> 1;
    };
  }
}
