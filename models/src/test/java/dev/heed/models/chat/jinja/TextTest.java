package dev.heed.models.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
  /** Texts of random writers, put together and cut, against one bit for each character. */
  @Test
  void eachCharacterKeepsItsWriter() {
    Random random = new Random(17);
    for (int run = 0; run < 3_000; run++) {
      TextBuilder builder = new TextBuilder(new Budget(0));
      StringBuilder string = new StringBuilder();
      BitSet user = new BitSet();
      for (int part = random.nextInt(6); part > 0; part--) {
        String added = "abcdef".substring(random.nextInt(7));
        boolean byUser = random.nextBoolean();
        user.set(string.length(), string.length() + added.length(), byUser);
        string.append(added);
        builder.append(added, byUser);
      }
      int from = random.nextInt(string.length() + 1);
      int to = from + random.nextInt(string.length() - from + 1);
      Text text = new TextBuilder(new Budget(0)).append(builder.text().part(from, to)).text();
      assertThat(text.string()).isEqualTo(string.substring(from, to));
      for (int i = 0; i < text.string().length(); i++) {
        assertThat(text.userAt(i)).isEqualTo(user.get(from + i));
        int end = text.runEnd(i);
        assertThat(end).isGreaterThan(i).isLessThanOrEqualTo(text.string().length());
        assertThat(user.get(from + i, from + end).cardinality())
            .isEqualTo(text.userAt(i) ? end - i : 0);
      }
    }
  }

  @Test
  void textsOfTheSameCharactersAreEqualWhoeverWroteThem() {
    assertThat(Text.ofUser("a")).isEqualTo(Text.ofTemplate("a"));
    assertThat(Text.ofUser("a")).hasSameHashCodeAs(Text.ofTemplate("a"));
  }

  @Test
  void anotherNumberOfCharactersIsTheUsersIfOneWas() {
    Text mixed = new TextBuilder(new Budget(0)).append("a", false).append("ß", true).text();
    Text upper = mixed.mapped(string -> string.toUpperCase(Locale.ROOT));
    assertThat(upper.string()).isEqualTo("ASS");
    assertThat(upper.userAt(0)).isTrue();
    assertThat(mixed.userAt(0)).isFalse();
  }
}
