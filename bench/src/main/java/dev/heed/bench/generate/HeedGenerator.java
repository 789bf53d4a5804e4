package dev.heed.bench.generate;

import dev.heed.bench.Contestant;
import dev.heed.engine.tensor.DType;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.arch.TokenSequence;

/** One sequence of a session: the prompt in one pass, then a pass for each token. */
final class HeedGenerator implements Generator {
  private final String name;
  private final DecoderSession session;
  private final TokenSequence sequence;
  private final int[] prompt;
  private final int steps;
  private final int first;

  HeedGenerator(DecoderModel model, String name, int[] prompt, int steps, DType cache) {
    this.name = name;
    this.prompt = prompt;
    this.steps = steps;
    int tokens = prompt.length + steps;
    session = model.newSession(CacheOptions.of(tokens).withChunk(prompt.length).withStorage(cache));
    sequence = session.open(tokens);
    first = likeliest(logits());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DType cache() {
    return session.options().storage();
  }

  @Override
  public boolean sameWeights() {
    return true;
  }

  @Override
  public Contestant prefill() {
    return contestant(this::logits);
  }

  @Override
  public Contestant decode() {
    return contestant(this::continuation);
  }

  @Override
  public float[] logits() {
    sequence.returnTo(0);
    return session.extend(sequence, prompt);
  }

  @Override
  public int[] continuation() {
    sequence.returnTo(prompt.length);
    int[] tokens = new int[steps];
    int token = first;
    for (int s = 0; s < steps; s++) {
      tokens[s] = token;
      token = likeliest(session.extend(sequence, token));
    }
    return tokens;
  }

  /**
   * Logits after some of the continuation's tokens: those of each next one.
   *
   * @param tokens at most as many as there are steps
   */
  float[] logitsAfter(int... tokens) {
    sequence.returnTo(prompt.length);
    return session.extend(sequence, tokens);
  }

  /** The place of the largest; the first of several. */
  static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private Contestant contestant(Runnable call) {
    return new Contestant() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public double millis(int calls) {
        long start = System.nanoTime();
        for (int c = 0; c < calls; c++) {
          call.run();
        }
        return (System.nanoTime() - start) / 1e6 / calls;
      }

      @Override
      public void close() {
        // The session closes.
      }
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
