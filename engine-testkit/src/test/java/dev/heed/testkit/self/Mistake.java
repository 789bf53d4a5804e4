package dev.heed.testkit.self;

import dev.heed.testkit.check.Check;

/**
 * What a backend does wrong on purpose, the tests of the suite that meet it, and the check that is
 * meant to catch it.
 */
enum Mistake {
  /** A query sees one key more than it may. */
  SEES_THE_NEXT_KEY("attention", Check.ORACLE.label()),
  /** Query head h reads key head h % kvHeads, not h / group: the same unless heads are grouped. */
  GROUPS_HEADS_BY_TURNS("attention", Check.ORACLE.label()),
  /** The last row of every output stays as it was. */
  LEAVES_THE_LAST_ROW("norm", Check.ORACLE.label()),
  /** The last element of a row counts for nothing unless it fills a vector of eight. */
  LOSES_THE_TAIL("packedLinear", Check.ORACLE.label()),
  /** The element behind the input is read and multiplied by 0. */
  READS_PAST_THE_END("activate", Check.ORACLE.label()),
  /** A NaN is taken for 0. */
  SWALLOWS_NAN("softmax", Check.ORACLE.label()),
  /** A result of +∞ becomes 0. */
  LOSES_INFINITY("attention", Check.ORACLE.label()),
  /** What the output held is multiplied by 0 and added. */
  READS_THE_OUTPUT("matMul", Check.ORACLE.label()),
  /** Of equals the last column is chosen. */
  TAKES_THE_LAST_OF_EQUALS("topKRows", Check.ORACLE.label()),
  /** A rotation back turns as the one forward. */
  TURNS_THE_SAME_WAY("rotateGradient", Check.ORACLE.label()),
  /** The gradient of a norm lacks its last term, x̂ · mean(g · x̂). */
  FORGETS_A_TERM("normGradient", Check.ORACLE.label()),
  /** The derivative of GELU is taken for that of its approximation. */
  CONFUSES_THE_GELUS("activateGradient", Check.ORACLE.label()),
  /** Of the heads that share keys the first alone has a part in their gradients. */
  FORGETS_HEADS("attentionGradient", Check.ORACLE.label()),
  /** What a gradient is added to is taken for 0. */
  REPLACES_A_SUM("linearGradient", Check.ORACLE.label()),
  /** Elements are numbered from 1. */
  NUMBERS_FROM_ONE("dropout", Check.ORACLE.label()),
  /** Weights are numbered anew in each sequence. */
  NUMBERS_SEQUENCES_ANEW("attention", Check.ORACLE.label()),
  /** A row that does not count is taken for one of the first class. */
  COUNTS_EVERY_ROW("crossEntropy", Check.ORACLE.label()),
  /** Moments are not corrected for having started from 0. */
  FORGETS_TO_CORRECT("adamStep", Check.ORACLE.label()),
  /** One element behind the output is written. */
  WRITES_PAST_THE_END("combine", Check.BANDS.label()),
  /** An input is written. */
  CHANGES_AN_INPUT("multiply", Check.BANDS.label()),
  /** Every second run differs in the last bit. */
  DIFFERS_FROM_RUN_TO_RUN("rotate", Check.REPEAT.label()),
  /** Four rows or more give other bits than fewer. */
  DEPENDS_ON_THE_BATCH("linear", Check.ROWS_ALONE.label()),
  /** The fourth row gives other bits than it would as the first. */
  DEPENDS_ON_THE_PLACE("gatedMlp", Check.ROWS_ELSEWHERE.label()),
  /** Rows that lie apart give other bits. */
  DEPENDS_ON_STRIDES("addNorm", Check.VIEWS.label()),
  /** Mapped inputs give other bits. */
  DEPENDS_ON_THE_MEMORY("gatherRows", Check.MAPPED.label()),
  /** Two threads give other bits. */
  DEPENDS_ON_THREADS("normalizeRows", Check.THREADS.label()),
  /** A softmax into its own input gives another last bit. */
  CANNOT_WORK_IN_PLACE("softmax", Check.IN_PLACE.label()),
  /** The first element of every product is 1 too great. */
  WRONG_REQUIRED_OP("attention", Check.COMPOSITION.label()),
  /** A scope stays open after each op. */
  LEAVES_A_SCOPE("fill", Check.LEAK.label()),
  /** A scope stays open after each op on two threads. */
  LEAVES_A_SCOPE_OF_TWO_THREADS("fill", Check.LEAK.label()),
  /** A scope stays open after an op that runs in no case of its own. */
  LEAKS_IN_A_STATEMENT("relations", "what the backends hold"),
  /** An op that is said to be unsupported runs nevertheless. */
  RUNS_WHAT_IT_DENIES("poolRows", Check.SUPPORT.label()),
  /** An op is supported until it has memory. */
  ANSWERS_BY_MEMORY("argMaxRows", Check.SUPPORT.label()),
  /** An op is not supported, and no list says so. */
  DENIES_AN_OP("supportIsWhatTheBackendIsKnownFor", "[unsupported]"),
  /** An op is made of others, and no list says so. */
  COMPOSES_UNSEEN("supportIsWhatTheBackendIsKnownFor", "[composed]"),
  /** A closed backend packs weights. */
  SERVES_AFTER_CLOSE("lifecycle", "Expecting code to raise a throwable"),
  /** The backend returns from its close while an op runs. */
  CLOSES_WITHOUT_WAITING("lifecycle", "a run ended later than close returned"),
  /** The backend returns from its close while a weight is packed. */
  PACKS_UNSEEN("lifecycle", "the thread that packed when the backend was closed"),
  /** A packed weight is larger than was said. */
  STATES_TOO_LITTLE("memory", "of which packedBytes spoke"),
  /** More threads than one are asked for in vain. */
  WORKS_ALONE("memory", "threads of the two that were asked for"),
  /** An index outside is taken for the nearest inside. */
  CLAMPS_INDICES("errors", "Expecting code to raise a throwable"),
  /** Options that it does not know are passed over. */
  IGNORES_OPTIONS("memory", "Expecting code to raise a throwable"),
  /** A prefill gives other bits than one query at a time. */
  PREFILL_DIFFERS("relations", "bits differ"),
  /** Two queues at work disturb each other. */
  SHARES_SCRATCH("concurrency", "differs from a quiet run"),
  /** An interpreting JVM gives other bits. */
  DEPENDS_ON_THE_COMPILER("bits", "-Xint"),
  /** None: this one passes everything. */
  NONE("", "");

  /** The system property by which a JVM is told the mistake. */
  static final String PROPERTY = "heed.testkit.mistake";

  private final String factory;
  private final String caughtBy;

  Mistake(String factory, String caughtBy) {
    this.factory = factory;
    this.caughtBy = caughtBy;
  }

  /** The mistake that this JVM is to make. */
  static Mistake ofThisJvm() {
    return valueOf(System.getProperty(PROPERTY, NONE.name()));
  }

  /** The method of the suite that meets it. */
  String factory() {
    return factory;
  }

  /** What the failure says. */
  String caughtBy() {
    return caughtBy;
  }
}
