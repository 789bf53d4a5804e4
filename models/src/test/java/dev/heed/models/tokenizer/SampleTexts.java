package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Texts that try a tokenizer: real ones in many scripts, and seeded inventions that mix what goes
 * wrong. None depends on anything but the seed.
 */
final class SampleTexts {
  /**
   * First and last code points of what a text may be drawn from: scripts, marks, symbols, controls.
   */
  private static final int[][] RANGES = {
    {'a', 'z'},
    {'A', 'Z'},
    {' ', '~'},
    {0, 0x1F},
    {0x7F, 0xFF},
    {0x100, 0x24F},
    {0x250, 0x2FF},
    {0x300, 0x36F},
    {0x370, 0x3FF},
    {0x400, 0x52F},
    {0x531, 0x58F},
    {0x590, 0x5FF},
    {0x600, 0x6FF},
    {0x700, 0x7BF},
    {0x8A0, 0x8FF},
    {0x900, 0x97F},
    {0x980, 0xDFF},
    {0xE00, 0xEFF},
    {0xF00, 0xFFF},
    {0x1000, 0x109F},
    {0x10A0, 0x10FF},
    {0x1100, 0x11FF},
    {0x1200, 0x139F},
    {0x13A0, 0x167F},
    {0x1780, 0x18AF},
    {0x1A20, 0x1AFF},
    {0x1B00, 0x1B7F},
    {0x1C90, 0x1CFF},
    {0x1D00, 0x1DFF},
    {0x1E00, 0x1FFF},
    {0x2000, 0x206F},
    {0x2070, 0x2BFF},
    {0x2C00, 0x2DFF},
    {0x2E00, 0x2E7F},
    {0x3000, 0x30FF},
    {0x4E00, 0x4FFF},
    {0x9FC0, 0xA4CF},
    {0xA640, 0xA8FF},
    {0xA900, 0xABFF},
    {0xAC00, 0xAFFF},
    {0xD700, 0xD7FF},
    {0xE000, 0xE0FF},
    {0xF900, 0xFAFF},
    {0xFB00, 0xFDFF},
    {0xFE00, 0xFFFF},
    {0x10000, 0x103FF},
    {0x10400, 0x105FF},
    {0x10800, 0x10FFF},
    {0x11000, 0x11FFF},
    {0x16E40, 0x16EFF},
    {0x1D100, 0x1D2FF},
    {0x1D400, 0x1D7FF},
    {0x1E900, 0x1E95F},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x200FF},
    {0x2A6D0, 0x2A710},
    {0x2B730, 0x2B930},
    {0x2CEA0, 0x2CEB8},
    {0x2F800, 0x2FA1F},
    {0x30000, 0x3010F},
    {0xE0000, 0xE01FF},
    {0x10FFF0, 0x10FFFF},
  };

  private static final String[] FRAGMENTS = {
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "[UNK]",
    "[PAD]",
    "[cls]",
    "[ SEP ]",
    "[CLS][SEP]",
    "x[SEP]y",
    "##ing",
    "##",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u00A0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u000B",
    "\u200B",
    "\u200D",
    "\uFEFF",
    "\u0000",
    "\uFFFD",
    "\uFFFF",
    "\u00AD",
    "\u034F",
    "\uFE0F",
    "é",
    "e\u0301",
    "ﬁ",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "Σ",
    "ΣΑΣ",
    "ǅ",
    "Å",
    "Ω",
    "K",
    "ö̲",
    "a\u0328\u0301",
    "\u0344",
    "\u0F73",
    "\u302E",
    "가",
    "각",
    "힣",
    "ᄀ",
    "中",
    "文字",
    "﨑",
    "丽",
    "𠀀",
    "𝄞",
    "𝐀",
    "𐐀",
    "😀",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "🇩🇪",
    "🏳️‍🌈",
    "1️⃣",
    "…",
    "—",
    "“q”",
    "$",
    "^",
    "`",
    "~",
    "<",
    "€",
    "don't",
    "it's",
    "U.S.A.",
    "3.14",
    "1,000",
    "C++",
    "e-mail",
    "naïve",
    "Übergröße",
    "https://a.b/c?d=e&f",
    "a_b"
  };

  private SampleTexts() {}

  /**
   * Sentences that people wrote, in some sixty languages and scripts, and things that are no
   * sentences.
   */
  static List<String> curated() {
    return List.of(CURATED.strip().split("\n"));
  }

  /** {@code count} invented texts, of the kinds in turn. */
  static List<String> invented(RandomGenerator random, int count) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(
          switch (i % 8) {
            case 0 -> fragments(random, 1 + random.nextInt(12), " ");
            case 1 -> fragments(random, 1 + random.nextInt(12), "");
            case 2 -> fromOneRange(random, 1 + random.nextInt(40));
            case 3 -> fromManyRanges(random, 1 + random.nextInt(40));
            case 4 -> marks(random, 1 + random.nextInt(20));
            case 5 -> longWord(random);
            case 6 -> anyCodePoints(random, 1 + random.nextInt(30));
            default -> anyUnits(random, 1 + random.nextInt(30));
          });
    }
    return texts;
  }

  private static String fragments(RandomGenerator random, int count, String between) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(between);
      if (random.nextInt(3) == 0) {
        text.append(word(random, 1 + random.nextInt(12)));
      } else {
        text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      }
    }
    return text.toString();
  }

  private static String word(RandomGenerator random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      char letter = "etaoinshrdlucmfw".charAt(random.nextInt(16));
      word.append(random.nextInt(6) == 0 ? Character.toUpperCase(letter) : letter);
    }
    return word.toString();
  }

  private static String fromOneRange(RandomGenerator random, int length) {
    int[] range = RANGES[random.nextInt(RANGES.length)];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(5) == 0 ? ' ' : random.nextInt(range[0], range[1] + 1));
    }
    return text.toString();
  }

  private static String fromManyRanges(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int[] range = RANGES[random.nextInt(RANGES.length)];
      text.appendCodePoint(random.nextInt(range[0], range[1] + 1));
    }
    return text.toString();
  }

  /**
   * Letters under piles of combining characters, of all classes and of those that Unicode 8 did not
   * know.
   */
  private static String marks(RandomGenerator random, int length) {
    int[] marks = {
      0x300, 0x301, 0x316, 0x323, 0x327, 0x328, 0x334, 0x344, 0x345, 0x35C, 0x591, 0x5B0, 0x64B,
      0x651, 0x8D4, 0x8E1, 0x93C, 0x94D, 0xB4D, 0xF71, 0xF72, 0xF73, 0xF74, 0x1037, 0x1039, 0x135D,
      0x1714, 0x1734, 0x1B44, 0x1BAA, 0x1CD0, 0x1DF6, 0x1DFB, 0x20D0, 0x302A, 0x302E, 0x302F,
      0x3099, 0xA8F0, 0xA953, 0xA9BD, 0xA9C0, 0xFE20, 0xFE2E, 0x10A0D, 0x111C0, 0x11235, 0x1D165,
      0x1D166, 0x1D167, 0x1D16D, 0x1D170, 0x1D1AA, 0x1E000, 0x1E946, 0x1E94A
    };
    int[] bases = {
      'a', 'E', 'o', 0xE9, 0x1D6, 0x1EA5, 0xAC00, 0x4E2D, 0xF900, 0x1D15E, 0x1D160, 0xA984, ' ', '.'
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      if (random.nextInt(4) > 0) {
        text.appendCodePoint(bases[random.nextInt(bases.length)]);
      }
      for (int n = random.nextInt(5); n > 0; n--) {
        text.appendCodePoint(marks[random.nextInt(marks.length)]);
      }
    }
    return text.toString();
  }

  /** Round the limit of 100 code points, of a letter that keeps, loses or changes its length. */
  private static String longWord(RandomGenerator random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(2000) : 96 + random.nextInt(10);
    int letter =
        new int[] {'a', 'é', 'İ', 0x10400, 0xAC01, 0x1D160, 0x301, 0x4E00}[random.nextInt(8)];
    StringBuilder text = new StringBuilder(word(random, 2));
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(20) == 0 ? 'x' : letter);
    }
    return text.append(" end").toString();
  }

  private static String anyCodePoints(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
    }
    return text.toString();
  }

  /** Any UTF-16 units at all, every fifth of them a surrogate, paired or not. */
  private static String anyUnits(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          (char)
              (random.nextInt(5) == 0 ? random.nextInt(0xD800, 0xE000) : random.nextInt(0x10000)));
    }
    return text.toString();
  }

  private static final String CURATED =
      """
      Hello, world! The quick brown fox jumps over the lazy dog.
      HELLO WORLD, it's 5 o'clock — isn't it? (Yes; no: maybe...)
      unaffable unbelievable antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis
      Größe, Straße, Äpfel, Öl und Übermut: Füße groß, STRASSE, ẞ.
      Où est-ce que l'élève a mangé ? « Çà et là », dit-elle à Noël.
      El niño comió piñata mañana; ¿Qué? ¡Olé! Pingüino.
      A avó está à procura do pão e da maçã às três.
      Perché no? È così: città, virtù, caffè.
      Żółć gęślą jaźń, zażółć. Łódź, Kraków.
      Příliš žluťoučký kůň úpěl ďábelské ódy.
      Árvíztűrő tükörfúrógép.
      Pijamalı hasta, yağız şoföre çabucak güvendi. İSTANBUL Iğdır
      Đây là tiếng Việt: Người ta thường nói ở đâu có ý chí.
      Þórður sá æðarkolluna. Ísland.
      Blåbærsyltetøy på Ærø, smörgåsbord ÅÄÖ.
      Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЖИК Й й
      Жебракують філософи при ґанку церкви в Гадячі. Їжак
      нещо на Български: ъгъл, щъркел
      Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΌΔΥΣΣΕΎΣ, ΟΔΟΣ σ ς Σ
      ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον, ὃς μάλα πολλὰ
      Դու պարտավոր ես ապրել: Երևան և ԵՎ
      ქართული ენა Თბილისი ႠႡ ⴀⴁ
      דג סקרן שט בים מאוכזב ולפתע מצא חברה. שָׁלוֹם עֲלֵיכֶם
      نص حكيم له سر قاطع وذو شأن عظيم. مُحَمَّد ، ؛ ؟ ١٢٣ لإ
      فارسی: می‌خواهم، نیم‌فاصله. گچپژ ۴۵۶
      اردو میں لکھیں، یہ ٹھیک ہے۔
      Mixed עברית and English العربية 123 (RTL \u202Eoverride\u202C) \u200Fmark
      ܫܠܡܐ ܐܠܦ ܒܝܬ
      ދިވެހި ބަސް
      ऋषियों को सताने वाले दुष्ट। क्षत्रिय ज्ञान श्री १२३
      বাংলা ভাষা: আমি তোমাকে ভালোবাসি। ক্ষ ড়
      ਪੰਜਾਬੀ ਗੁਰਮੁਖੀ ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ
      ગુજરાતી ભાષા ક્ષ
      ଓଡ଼ିଆ ଭାଷା
      தமிழ் மொழி: யாதும் ஊரே யாவரும் கேளிர் ௧௨
      తెలుగు భాష: శ్రీ ర్య
      ಕನ್ನಡ ಭಾಷೆ ಕ್ಷ
      മലയാളം ഭാഷ ൻ ർ ക്ഷ
      සිංහල භාෂාව ශ්‍රී
      ภาษาไทย: เป็นมนุษย์สุดประเสริฐเลิศคุณค่า ๑๒๓ ฯ
      ພາສາລາວ ສະບາຍດີ
      བོད་སྐད། བཀྲ་ཤིས་བདེ་ལེགས། ཧཱུྃ
      မြန်မာဘာသာ ကျေးဇူးတင်ပါတယ်
      ខ្មែរ ភាសាខ្មែរ ។
      አማርኛ ሰላም ለዓለም፡ ፩፪
      ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ꭰꭱ
      ᐃᓄᒃᑎᑐᑦ ᓄᓇᕗᑦ
      ᚠᛇᚻ᛫ᛒᛦᚦ᛫ᚠᚱᚩᚠᚢᚱ
      ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠎ᠠ
      ꦧꦱꦗꦮ ꦲꦏ꧀ꦱꦫ ꧋ ꦏ꦳꧀
      ᬅᬓ᭄ᬱᬭ ᬩᬮᬶ
      ᮞᮥᮔ᮪ᮓ ᮘᮞ
      ꯃꯩꯇꯩ ꯃꯌꯦꯛ
      𑄌𑄋𑄴𑄟𑄳𑄦 𑀩𑁆𑀭𑀸𑀳𑁆𑀫𑀻
      키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다. 각 뷁
      いろはにほへと ちりぬるを ガギグゲゴ ぱぴぷぺぽ ヴ ｶﾞ 々〆
      色は匂へど 散りぬるを 我が世誰ぞ 常ならむ
      我能吞下玻璃而不伤身体。《紅樓夢》，「引號」！
      他说：“你好，world！”——然后 left。
      𠜎𠜱𠝹𠱓 㐂㐅 龍龜龥 豈更車 你
      注音 ㄅㄆㄇㄈ ˊˇˋ˙
      ꆈꌠꁱꂷ ꀀꀁ
      Tôi đi học ◌̣ o̲ x̄ ñ ñ Å Å Ǻ ǘ ǖ́ ậ ậ
      Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞
      ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ Ĳ ĳ ŀ ŉ Ǆ ǅ ǆ ㎏ ½ ² ₂ ™ ℡ Ⅷ ⅷ
      Ａｆｕｌｌｗｉｄｔｈ　ｔｅｘｔ，１２３！ ﹏﹐ ￥
      𝐁𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝟘𝟙𝟚 ⒶⒷⒸ 🄰🅱 🆗
      😀 😃😄 🤣 😊😇🙂 👍🏻👍🏿 👩‍💻👨‍👩‍👧‍👦 🏳️‍🌈🏴‍☠️ 🇺🇸🇯🇵🇺 🫠🥹🪿 ☺️☹ ❤️‍🔥 #️⃣ *️⃣
      🏴󠁧󠁢󠁥󠁮󠁧󠁿 tag sequence ⓂÌ𝄞𝅘𝅥𝅮 𝅗𝅥𝅲
      $100 €50 £30 ¥1000 ₹500 ₿1 ¢99 + = < > | ~ ^ ` \\ / @ # % & *
      x² + y² = z², ∀ε>0 ∃δ: |x−a|<δ ⇒ |f(x)−L|<ε; ∑ ∫ √ ∞ ≠ ≤ ≥ ± × ÷ →
      "straight" ‘single’ “double” „low“ ‹a› «b» – — ‒ ― ‐ ‑ … · • ‰ † § ¶ © ® ° ª º
      int main(void) { return x->y[0] != 'a' ? 1 : -1; } // comment #include <stdio.h>
      https://www.example.org/path/to?query=1&x=%20y#frag user.name+tag@example.co.uk C:\\dir\\file.txt
      2024-02-29T23:59:59.999+02:00 1,234,567.89 0xFF 1e-10 50% 3/4 №5 192.168.0.1 ::1
      tab\there  two  spaces   three \u00A0nbsp\u2003em\u2009thin\u200Bzero\u200Cznj\u200Dzj\u2060wj\uFEFFbom
      soft\u00ADhyphen \u0007bell \u001Bescape \u007Fdelete \u0080pad \u009Fapc \u00A0 x\u0000y x\uFFFDy \u180Evs
      [CLS] this is [MASK] text [SEP] with [UNK] [PAD] specials [CLS][SEP] [cls] x[SEP]y [ SEP ] [SEP
      ##ing ## #hash ###three un##able ##
      ǅ ǈ ǋ ǲ İi̇ ıI ſ ẛ K Å Ω ϴ ẞ ᾈ ᾳ ΐ ʼn ǰ
      \uE000 \uF8FF \uFDD0 \uFFFE \uFFFF \u0378 \u0530 𯿿 󰀀 􏿿
      a̸ ≯ ≠ ⫝̸ \u0340 \u0341 \u0343 \u0374 \u037E \u0387 \u1FEF \u2000 \u2126 \u212A \u2329 \u232A \uF951
      𖺠𖺻 Ꟛꟛ Ƛ ꟎꟏ Ᲊᲊ 𐵐𐵰 𐖀𐖗 \u1C89
      """;
}
