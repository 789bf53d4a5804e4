package dev.heed.bench.tag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.data.DataPart;
import dev.heed.models.data.TagScheme;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MadeSentencesTest {
  private final MadeSentences made = new MadeSentences(1);

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noNameIsInTwoParts(Kind kind) {
    List<String> all = new ArrayList<>();
    for (DataPart part : DataPart.values()) {
      assertThat(made.names(part, kind)).hasSizeGreaterThan(10);
      all.addAll(made.names(part, kind));
    }
    assertThat(all).doesNotHaveDuplicates().hasSize(kind.names().size());
  }

  @Test
  void noTemplateIsInTwoParts() {
    List<String> all = new ArrayList<>();
    for (DataPart part : DataPart.values()) {
      all.addAll(Templates.of(part));
    }
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void namesAreTaggedWhole() {
    TaggedData data = made.of(DataPart.TRAINING, 200);
    assertThat(data.scheme()).isEqualTo(TagScheme.IOB2);
    for (TaggedSentence sentence : data.sentences()) {
      for (var entity : TagScheme.entities(sentence.tags())) {
        String name = String.join(" ", sentence.words().subList(entity.from(), entity.to()));
        assertThat(made.names(DataPart.TRAINING, Kind.valueOf(entity.type()))).contains(name);
      }
    }
    assertThat(data.sentences().stream().map(TaggedSentence::tags).flatMap(List::stream))
        .contains("O", "B-COUNTRY", "I-COUNTRY", "B-CURRENCY", "B-LANGUAGE", "I-CITY");
  }

  @Test
  void aSeedGivesTheSameSentences() {
    String once = text(made);
    assertThat(text(new MadeSentences(1))).isEqualTo(once);
    assertThat(text(new MadeSentences(2))).isNotEqualTo(once);
  }

  private static String text(MadeSentences sentences) {
    return sentences.of(DataPart.TEST, 50).sentences().stream()
        .map(TaggedSentence::text)
        .collect(Collectors.joining("\n"));
  }
}
