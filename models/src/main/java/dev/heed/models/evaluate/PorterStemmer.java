package dev.heed.models.evaluate;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes endings off English words in lower case (Porter, "An algorithm for suffix stripping",
 * 1980), with the departures of NLTK, which rouge-score uses: some irregular words, short ones in
 * -ies and -ied, -y behind a consonant, -alli before other endings, -bli, -fulli and -logi.
 */
final class PorterStemmer {
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("sky", "sky"),
          Map.entry("skies", "sky"),
          Map.entry("dying", "die"),
          Map.entry("lying", "lie"),
          Map.entry("tying", "tie"),
          Map.entry("news", "news"),
          Map.entry("innings", "inning"),
          Map.entry("inning", "inning"),
          Map.entry("outings", "outing"),
          Map.entry("outing", "outing"),
          Map.entry("cannings", "canning"),
          Map.entry("canning", "canning"),
          Map.entry("howe", "howe"),
          Map.entry("proceed", "proceed"),
          Map.entry("exceed", "exceed"),
          Map.entry("succeed", "succeed"));

  /** Of the rules of a step, the first whose ending the word has decides. */
  private record Rule(String ending, String replacement, Predicate<String> stem) {}

  private static final List<Rule> PLURALS =
      List.of(
          new Rule("sses", "ss", stem -> true),
          new Rule("ies", "i", stem -> true),
          new Rule("ss", "ss", stem -> true),
          new Rule("s", "", stem -> true));

  private static final List<Rule> DOUBLE_ENDINGS =
      List.of(
          longer("ational", "ate", 0),
          longer("tional", "tion", 0),
          longer("enci", "ence", 0),
          longer("anci", "ance", 0),
          longer("izer", "ize", 0),
          longer("bli", "ble", 0),
          longer("alli", "al", 0),
          longer("entli", "ent", 0),
          longer("eli", "e", 0),
          longer("ousli", "ous", 0),
          longer("ization", "ize", 0),
          longer("ation", "ate", 0),
          longer("ator", "ate", 0),
          longer("alism", "al", 0),
          longer("iveness", "ive", 0),
          longer("fulness", "ful", 0),
          longer("ousness", "ous", 0),
          longer("aliti", "al", 0),
          longer("iviti", "ive", 0),
          longer("biliti", "ble", 0),
          longer("fulli", "ful", 0),
          // The l counts as part of the stem, so that short ones like geo- are stemmed too.
          new Rule("logi", "log", stem -> PorterLetters.measure(stem + "l") > 0));

  private static final List<Rule> SINGLE_ENDINGS =
      List.of(
          longer("icate", "ic", 0),
          longer("ative", "", 0),
          longer("alize", "al", 0),
          longer("iciti", "ic", 0),
          longer("ical", "ic", 0),
          longer("ful", "", 0),
          longer("ness", "", 0));

  private static final List<Rule> LAST_ENDINGS =
      List.of(
          longer("al", "", 1),
          longer("ance", "", 1),
          longer("ence", "", 1),
          longer("er", "", 1),
          longer("ic", "", 1),
          longer("able", "", 1),
          longer("ible", "", 1),
          longer("ant", "", 1),
          longer("ement", "", 1),
          longer("ment", "", 1),
          longer("ent", "", 1),
          new Rule(
              "ion",
              "",
              stem ->
                  PorterLetters.measure(stem) > 1 && (stem.endsWith("s") || stem.endsWith("t"))),
          longer("ou", "", 1),
          longer("ism", "", 1),
          longer("ate", "", 1),
          longer("iti", "", 1),
          longer("ous", "", 1),
          longer("ive", "", 1),
          longer("ize", "", 1));

  private PorterStemmer() {}

  static String stem(String word) {
    String irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    if (word.length() <= 2) {
      return word;
    }
    String stem = word.endsWith("ies") && word.length() == 4 ? cut(word, 1) : first(word, PLURALS);
    stem = vowelY(pastAndGerund(stem));
    stem = first(first(doubleEnding(stem), SINGLE_ENDINGS), LAST_ENDINGS);
    return lastLetters(stem);
  }

  private static Rule longer(String ending, String replacement, int measure) {
    return new Rule(ending, replacement, stem -> PorterLetters.measure(stem) > measure);
  }

  private static String first(String word, List<Rule> rules) {
    for (Rule rule : rules) {
      if (word.endsWith(rule.ending)) {
        String stem = cut(word, rule.ending.length());
        return rule.stem.test(stem) ? stem + rule.replacement : word;
      }
    }
    return word;
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  /** Step 1b: -ied, -eed, -ed and -ing. */
  private static String pastAndGerund(String word) {
    if (word.endsWith("ied")) {
      return cut(word, word.length() == 4 ? 1 : 2);
    }
    if (word.endsWith("eed")) {
      return PorterLetters.measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
    }
    for (String ending : List.of("ed", "ing")) {
      String stem = word.endsWith(ending) ? cut(word, ending.length()) : "";
      if (PorterLetters.hasVowel(stem)) {
        return mended(stem);
      }
    }
    return word;
  }

  /** What -ed and -ing leave is made a word again: conflat(ed) → conflate, hopp(ing) → hop. */
  private static String mended(String stem) {
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    int last = stem.length() - 1;
    if (last > 0
        && stem.charAt(last) == stem.charAt(last - 1)
        && PorterLetters.consonant(stem, last)) {
      return "lsz".indexOf(stem.charAt(last)) >= 0 ? stem : cut(stem, 1);
    }
    return PorterLetters.measure(stem) == 1 && PorterLetters.shortEnd(stem) ? stem + "e" : stem;
  }

  /** Step 1c: y behind a consonant that is not the first letter becomes i. */
  private static String vowelY(String word) {
    boolean changes =
        word.endsWith("y") && word.length() > 2 && PorterLetters.consonant(word, word.length() - 2);
    return changes ? cut(word, 1) + "i" : word;
  }

  private static String doubleEnding(String word) {
    if (word.endsWith("alli") && PorterLetters.measure(cut(word, 4)) > 0) {
      return doubleEnding(cut(word, 2));
    }
    return first(word, DOUBLE_ENDINGS);
  }

  /** Step 5: e at the end, and one of two l. */
  private static String lastLetters(String word) {
    String stem = word;
    if (word.endsWith("e")) {
      String rest = cut(word, 1);
      int measure = PorterLetters.measure(rest);
      stem = measure > 1 || (measure == 1 && !PorterLetters.shortEnd(rest)) ? rest : word;
    }
    return stem.endsWith("ll") && PorterLetters.measure(cut(stem, 1)) > 1 ? cut(stem, 1) : stem;
  }
}
