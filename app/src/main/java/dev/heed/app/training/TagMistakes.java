package dev.heed.app.training;

import dev.heed.models.data.TagScheme;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import dev.heed.models.evaluate.EntityScheme;
import dev.heed.report.Mistake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sentences that a tagger is most wrong about, for people. */
public final class TagMistakes {
  private static final int MOST = 50;

  private TagMistakes() {}

  private record Wrong(int words, Mistake mistake) {}

  /**
   * Those with the most wrong words first.
   *
   * @param prediction tags of each sentence
   */
  public static List<Mistake> of(TaggedData data, List<List<String>> prediction) {
    List<Wrong> all = new ArrayList<>();
    for (int s = 0; s < data.size(); s++) {
      TaggedSentence sentence = data.sentences().get(s);
      List<String> tags = prediction.get(s);
      List<Integer> wrong = new ArrayList<>();
      for (int w = 0; w < sentence.size(); w++) {
        if (!sentence.tags().get(w).equals(tags.get(w))) {
          wrong.add(w);
        }
      }
      if (!wrong.isEmpty()) {
        boolean entities = data.hasEntities();
        String truth =
            entities
                ? entities(sentence, sentence.tags())
                : words(sentence, sentence.tags(), wrong);
        String answer = entities ? entities(sentence, tags) : words(sentence, tags, wrong);
        all.add(new Wrong(wrong.size(), new Mistake(sentence.text(), truth, answer, Double.NaN)));
      }
    }
    all.sort(Comparator.comparingInt(Wrong::words).reversed());
    return all.stream().limit(MOST).map(Wrong::mistake).toList();
  }

  private static String entities(TaggedSentence sentence, List<String> tags) {
    List<String> shown = new ArrayList<>();
    for (EntityScheme.Entity entity : TagScheme.entities(tags)) {
      String words = String.join(" ", sentence.words().subList(entity.from(), entity.to()));
      shown.add(words + " " + entity.type());
    }
    return shown.isEmpty() ? "none" : String.join("; ", shown);
  }

  private static String words(TaggedSentence sentence, List<String> tags, List<Integer> which) {
    List<String> shown = new ArrayList<>();
    for (int w : which) {
      shown.add(sentence.words().get(w) + " " + (tags.get(w).isEmpty() ? "–" : tags.get(w)));
    }
    return String.join("; ", shown);
  }
}
