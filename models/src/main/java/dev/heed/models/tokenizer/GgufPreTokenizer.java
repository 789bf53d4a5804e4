package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SplitPreTokenizer.Behavior;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How text is cut before byte-level BPE, by the name that GGUF files have for it ({@code
 * tokenizer.ggml.pre}): each pattern isolates its matches in the pieces that those before left.
 *
 * @param normalizer what comes before; GGUF files do not say so, but the tokenizers that the names
 *     stand for do
 * @param wholeWords whether a piece that is a token is that token, whatever the merges say
 * @param addsBegin whether texts begin with BOS where a file does not say
 */
record GgufPreTokenizer(
    List<String> patterns, TextNormalizer normalizer, boolean wholeWords, boolean addsBegin) {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String OTHERS = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" + SPACES;
  private static final String WORDS = CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";

  private static final String GPT2 = ByteLevel.GPT2_PATTERN;
  private static final String LLAMA3 = WORDS + "\\p{N}{1,3}|" + OTHERS;
  private static final String QWEN2 = WORDS + "\\p{N}|" + OTHERS;

  private static final String QWEN35 =
      CONTRACTIONS
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|"
          + SPACES;

  /** Words by their case, as GPT-4o and Tekken cut them; {@code @} is what may follow a word. */
  private static final String CASED =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+@"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*@"
          + "|\\p{N}#| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
          + SPACES;

  private static final String GPT4O = CASED.replace("@", CONTRACTIONS + "?").replace("#", "{1,3}");
  private static final String TEKKEN = CASED.replace("@", "").replace("#", "");

  private static final String JAIS2 =
      WORDS
          + "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s{512}(?!\\S)|\\s{256}(?!\\S)"
          + "|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)"
          + "|\\s{1,2}(?!\\S)|\\s{1}";

  /** Letters that have case: what DeepSeek LLM takes for words. */
  private static final String CASED_LETTERS =
      "A-Za-z\\xB5\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u01BA\\u01BC-\\u01BF\\u01C4-\\u0293\\u0295-\\u02AF"
          + "\\u0370-\\u0373\\u0376\\u0377\\u037B-\\u037D\\u037F\\u0386\\u0388-\\u038A\\u038C"
          + "\\u038E-\\u03A1\\u03A3-\\u03F5\\u03F7-\\u0481\\u048A-\\u052F\\u0531-\\u0556"
          + "\\u10A0-\\u10C5\\u13A0-\\u13F5\\u13F8-\\u13FD\\u1C90-\\u1CBA\\u1CBD-\\u1CBF"
          + "\\u1D00-\\u1D2B\\u1D6B-\\u1D77\\u1D79-\\u1D9A\\u1E00-\\u1F15\\u1F18-\\u1F1D"
          + "\\u1F20-\\u1F45\\u1F48-\\u1F4D\\u1F50-\\u1F57\\u1F59\\u1F5B\\u1F5D\\u1F5F-\\u1F7D"
          + "\\u1F80-\\u1FB4\\u1FB6-\\u1FBC\\u1FBE\\u1FC2-\\u1FC4\\u1FC6-\\u1FCC\\u1FD0-\\u1FD3"
          + "\\u1FD6-\\u1FDB\\u1FE0-\\u1FEC\\u1FF2-\\u1FF4\\u1FF6-\\u1FFC\\u2102\\u2107"
          + "\\u210A-\\u2113\\u2115\\u2119-\\u211D\\u2124\\u2126\\u2128\\u212A-\\u212D"
          + "\\u212F-\\u2134\\u2139\\u213C-\\u213F\\u2145-\\u2149\\u214E\\u2183\\u2184"
          + "\\u2C00-\\u2C7B\\u2C7E-\\u2CE4\\u2CEB-\\u2CEE\\u2CF2\\u2CF3\\uA640-\\uA66D"
          + "\\uA680-\\uA69B\\uA722-\\uA76F\\uA771-\\uA787\\uA78B-\\uA78E\\uAB70-\\uABBF"
          + "\\uFB00-\\uFB06\\uFB13-\\uFB17\\uFF21-\\uFF3A\\uFF41-\\uFF5A\\x{10400}-\\x{1044F}"
          + "\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}"
          + "\\x{118A0}-\\x{118DF}\\x{1E900}-\\x{1E943}";

  private static final String EAST_ASIAN = "[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]+";

  private static final String PUNCTUATED =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
          + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|"
          + SPACES;

  private static final Map<String, GgufPreTokenizer> KNOWN = known();

  GgufPreTokenizer {
    patterns = List.copyOf(patterns);
  }

  /**
   * @param source what errors call the file
   */
  static GgufPreTokenizer named(String name, String source) {
    GgufPreTokenizer found = KNOWN.get(name);
    if (found == null) {
      throw new TokenizerFormatException(
          "%s: tokenizer.ggml.pre is %s; known are %s"
              .formatted(source, Quoted.of(name), String.join(", ", KNOWN.keySet())));
    }
    return found;
  }

  PreTokenizer preTokenizer(String source) {
    PreTokenizer all = cut(patterns.getFirst(), source);
    for (String pattern : patterns.subList(1, patterns.size())) {
      all = all.then(cut(pattern, source));
    }
    return all.then(ByteLevel.spelling());
  }

  private static PreTokenizer cut(String pattern, String source) {
    return new SplitPreTokenizer(SplitPattern.regex(pattern, source), Behavior.ISOLATED, false);
  }

  private static Map<String, GgufPreTokenizer> known() {
    Map<String, GgufPreTokenizer> all = new TreeMap<>();
    put(all, plain("[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"), "default");
    put(all, plain(GPT2), "gpt-2", "phi-2", "gigachat", "a.x-4.0", "mellum", "modern-bert");
    put(all, plain(GPT2), "exaone4", "jais", "trillion", "granite-docling");
    put(all, composed(GPT2), "mpt", "olmo");
    put(
        all,
        new GgufPreTokenizer(List.of(LLAMA3), TextNormalizer.NONE, true, true),
        "llama-bpe",
        "llama3",
        "llama-v3",
        "falcon3",
        "falcon-h1",
        "pixtral",
        "midm-2.0",
        "lfm2");
    put(all, plain(LLAMA3), "dbrx", "smaug-bpe", "glm4", "chatglm-bpe");
    put(all, plain(JAIS2), "jais-2");
    put(
        all,
        composed(QWEN2),
        "qwen2",
        "deepseek-r1-qwen",
        "kormo",
        "f2llmv2",
        "megrez",
        "stablelm2");
    put(all, plain(QWEN2), "hunyuan", "grok-2", "solar-open");
    put(all, composed(QWEN35), "qwen35");
    put(
        all,
        plain("\\p{N}", GPT2),
        "starcoder",
        "refact",
        "smollm",
        "codeshell",
        "exaone",
        "minerva-7b",
        "mellum2");
    put(all, composed("\\p{N}", GPT2), "command-r");
    put(all, plain("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]"), "falcon");
    put(
        all,
        plain(
            "[\\r\\n]",
            "\\s?[" + CASED_LETTERS + "]+",
            "\\s?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002]+",
            "\\s+$",
            EAST_ASIAN,
            "\\p{N}+"),
        "deepseek-llm");
    put(
        all,
        plain("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", EAST_ASIAN, "\\p{N}"),
        "deepseek-coder");
    put(
        all,
        plain("\\p{N}{1,3}", "[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]+", PUNCTUATED),
        "deepseek-v3",
        "hunyuan-dense",
        "joyai-llm");
    put(all, plain(GPT4O), "gpt-4o", "llama4", "kanana2", "minimax-m2");
    put(all, plain("\\d{1,3}(?=(?:\\d{3})*\\b)", GPT4O), "tiny_aya", "cohere2moe");
    put(all, new GgufPreTokenizer(List.of(TEKKEN), TextNormalizer.NONE, true, true), "tekken");
    String words = " ?[^(\\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+";
    put(all, plain(words), "bloom", "poro-chat", "gpt3-finnish");
    put(all, plain(words, "\\p{N}"), "viking");
    put(
        all,
        plain(
            "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*"
                + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
        "bailingmoe",
        "bailingmoe2",
        "llada-moe");
    put(all, plain(WORDS + "\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" + SPACES), "seed-coder");
    put(all, plain("\\p{N}+", "(?=(\\d{3})+(?!\\d))"), "superbpe");
    return all;
  }

  private static GgufPreTokenizer plain(String... patterns) {
    return new GgufPreTokenizer(List.of(patterns), TextNormalizer.NONE, false, false);
  }

  private static GgufPreTokenizer composed(String... patterns) {
    return new GgufPreTokenizer(List.of(patterns), UnicodeForms.NFC, false, false);
  }

  private static void put(
      Map<String, GgufPreTokenizer> all, GgufPreTokenizer value, String... names) {
    for (String name : names) {
      all.put(name, value);
    }
  }
}
