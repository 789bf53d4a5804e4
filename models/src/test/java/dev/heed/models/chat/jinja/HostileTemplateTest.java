package dev.heed.models.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template may come from anyone: it ends, in bounded memory, and reaches nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTemplateTest {
  private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static String render(String source) {
    Map<String, Value> variables =
        Map.of("user", Text.ofUser("text"), "list", Value.Items.list(List.of(Text.ofUser("x"))));
    return Template.parse(source).render(variables, NOW).string();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000000 }}",
        "{{ [0] * 1000000000000 }}",
        "{% set ns = namespace(x='xx') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[0]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x.replace('a', ns.x) %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x | indent(10000) | replace('', '\\n') %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == ns.x + [] }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x={}) %}{% for i in range(99999) %}{% set ns.x = {1: ns.x} %}{% endfor %}{{ ns.x | tojson }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ range(99999) | map('string') | map('center', 99999) | join }}",
        "{{ 2 ** 99999999 }}",
        "{{ 9 ** 99 }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ (range(99999) | list) | unique | list }}",
        "{{ ('x' * 5000000) | list | sort | join }}",
        "{{ 99999999999999999999 }}",
      })
  void aTemplateThatDoesTooMuchIsStopped(String source) {
    assertThatThrownBy(() -> render(source)).isInstanceOf(JinjaException.class);
  }

  /** Each step is one of many that do nothing but look at a long text, dict or list again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "b in a",
        "(a * 50).find(b)",
        "(a * 50).rfind(b)",
        "(a * 50).count(b)",
        "(a * 50).replace(b, '')",
        "(a * 50).split(b)",
        "(a * 50).rsplit(b, 3)",
        "(a * 50).partition(b)",
        "a.count('b')",
        "a.find('b')",
        "a.startswith(a + 'b')",
        "a.endswith('b' + a)",
        "a.removeprefix(b)",
        "a.isdigit()",
        "a.upper()",
        "a is lower",
        "a | wordcount",
        "a | int",
        "(a + '!').strip(b + '!')",
        "a.strip('ab' * 1000)",
        "a ~ '' == a",
        "(u ~ 'x')[199999]",
        "u[i]",
        "u[i:i + 1]",
        "a.format()",
        "{a: 1}[a]",
        "d[a ~ '']",
        "d.keys()",
        "d.values()",
        "d | list",
        "d | first",
        "l | list",
        "l | reverse",
        "l | sort | first",
        "l | batch(9)",
        "strftime_now(a)",
        "(l, 1) | sum(start=0, attribute='x.' ~ a)",
      })
  void looksAreWorkToo(String expression) {
    String source =
        "{% set a = 'a' * 200000 %}{% set b = 'a' * 100000 + 'b' %}{% set u = '🎉' * 200000 %}"
            + "{% set l = range(100000) %}{% set d = dict({a: 1}, k=[l]) %}"
            + "{% for i in range(99999) %}{% for j in range(10) %}{% if %s %}{% endif %}{% endfor %}{% endfor %}"
                .replace("%s", expression);
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> render(source)).isInstanceOf(JinjaException.class));
  }

  @Test
  void aNumberIsNoneInOneLook() {
    String source = "{{ ('1' * 300000 ~ 'x') | int }}";
    assertTimeout(Duration.ofSeconds(20), () -> assertThat(render(source)).isEqualTo("0"));
  }

  @Test
  void longTextsAreFoundInLongTexts() {
    String source =
        """
        {%- set part = 'ab' * 100000 ~ 'c' -%}
        {%- set text = 'ab' * 100000 ~ part ~ 'ab' * 1000 ~ part ~ '-' -%}
        {{ part in text }} {{ text.find(part) }} {{ text.rfind(part) }} {{ text.count(part) }} \
        {{ text.split(part) | map('length') | join(',') }} \
        {{ text.rsplit(part, 1) | map('length') | join(',') }} \
        {{ text.replace(part, '') | length }} {{ part ~ 'c' in text }}\
        """;
    assertThat(render(source).replaceAll("\\s+", " "))
        .isEqualTo("True 200000 402001 2 200000,2000,1 402001,1 202001 False");
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> render("{% for i in range(99999) %}x{% endfor %}"))
          .isInstanceOf(JinjaException.class)
          .hasMessageContaining("was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ user.class }}",
        "{{ user.getClass() }}",
        "{{ user['class'] }}",
        "{{ user.__class__ }}",
        "{{ list.getClass().forName('java.lang.Runtime') }}",
        "{{ ''.string() }}",
        "{{ user.string }}",
        "{{ user.turns }}",
        "{{ [].values }}",
        "{{ {}.entries }}",
        "{{ range.call }}",
        "{{ namespace().attributes }}",
        "{{ list.stream() }}",
        "{{ (1).value }}",
        "{{ user | attr('string') }}",
        "{% for x in list %}{{ loop.items }}{{ loop.operators }}{% endfor %}",
        "{{ self }}",
        "{{ caller }}",
        "{{ cycler }}",
        "{{ java }}{{ System }}{{ request }}{{ ____int3rpr3t3r____ }}",
      })
  void nothingOfJavaIsThere(String source) {
    String seen;
    try {
      seen = render(source);
    } catch (JinjaException e) {
      seen = ""; // it is undefined, and was used
    }
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[", "{1:", "not ", "-", "x[", "f(", "1 if ", "x|f(", "1 is eq ", "((1),"})
  void aDeepExpressionIsRefused(String opening) {
    assertThatThrownBy(() -> render("{{ " + opening.repeat(50_000)))
        .isInstanceOf(JinjaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{% if 1 %}", "{% for x in y %}", "{% macro m() %}", "{% set x %}", "{% with %}"})
  void deepBlocksAreRefused(String opening) {
    assertThatThrownBy(() -> render(opening.repeat(50_000))).isInstanceOf(JinjaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " ~ 1", " and 1", " < 1", ".a", "[0]", "()", " | abs", " ** 1"})
  void aLongChainEndsOneWayOrTheOther(String link) {
    try {
      render("{{ 1" + link.repeat(20_000) + " }}");
    } catch (JinjaException e) {
      assertThat(e).hasMessageContaining("line 1");
    }
  }

  @Test
  void loopsThatAreLongAndEndAreFine() {
    assertThat(render("{% for i in range(99999) %}x{% endfor %}")).hasSize(99_999);
  }

  @Test
  void aLongMessageIsNoReasonToStop() {
    String content = "word ".repeat(2_000_000);
    Text rendered =
        Template.parse("{% for i in range(9) %}{{ (user | trim).replace('a', 'b') }}{% endfor %}")
            .render(Map.of("user", Text.ofUser(content)), NOW);
    assertThat(rendered.string()).hasSize(9 * (content.length() - 1));
  }

  /** Pieces of templates in any order: an exception of the interpreter's own kind, or text. */
  @Test
  void noSourceFailsInAnotherWay() {
    String[] pieces = {
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "-",
      "+",
      " ",
      "\n",
      "if",
      "else",
      "endif",
      "for",
      "in",
      "endfor",
      "set",
      "endset",
      "macro",
      "endmacro",
      "call",
      "filter",
      "with",
      "raw",
      "endraw",
      "x",
      "y.z",
      "loop",
      "ns",
      "namespace()",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "|",
      "~",
      "*",
      "**",
      "//",
      "%",
      "==",
      "=",
      "<",
      ".",
      ",",
      ":",
      "'a'",
      "\"",
      "1",
      "2.5",
      "is",
      "not",
      "defined",
      "and",
      "or",
      "tojson",
      "items",
      "upper",
      "list",
      "user",
      "user[1:]",
      "é",
      "🎉",
      "\\",
      "none",
      "true"
    };
    Random random = new Random(3);
    for (int run = 0; run < 30_000; run++) {
      StringBuilder source = new StringBuilder(run % 2 == 0 ? "{{ " : "{% set x = ");
      for (int i = random.nextInt(12); i >= 0; i--) {
        source.append(pieces[random.nextInt(pieces.length)]).append(i % 3 == 0 ? " " : "");
      }
      source.append(run % 2 == 0 ? " }}" : " %}{{ x }}");
      try {
        render(source.toString());
      } catch (JinjaException e) {
        assertThat(e).as("%s", source).hasMessageContaining("line ");
      }
    }
  }
}
