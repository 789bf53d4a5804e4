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
        "gatedMlp[F16]",
        "gatedMlp[BF16]",
        "packedGatedMlp",
        "packedGatedMlp[F16]",
        "packedGatedMlp[BF16]");
  }
}
