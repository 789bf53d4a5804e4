package dev.heed.cpu.reference;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import java.util.Set;

class ReferenceContractTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new ReferenceProvider();
  }

  @Override
  protected boolean usesThreads() {
    return false;
  }

  /** Where the parts, one after the other, are the readable answer. */
  @Override
  protected Set<String> knownComposed() {
    return Set.of(
        "addNorm",
        "gatedMlp",
        "gatedMlp[Q8_0]",
        "gatedMlp[Q4_0]",
        "gatedMlp[Q4_1]",
        "gatedMlp[F16]",
        "gatedMlp[BF16]",
        "gatedMlpGradient",
        "linearGradient",
        "linearGradient[Q8_0]",
        "linearGradient[Q4_0]",
        "linearGradient[Q4_1]",
        "linearGradient[F16]",
        "linearGradient[BF16]",
        "packedGatedMlp",
        "packedGatedMlp[Q8_0]",
        "packedGatedMlp[Q4_0]",
        "packedGatedMlp[Q4_1]",
        "packedGatedMlp[F16]",
        "packedGatedMlp[BF16]");
  }
}
