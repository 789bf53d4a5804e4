package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.Set;

/** Fused ops composed of right required ones are right: the compositions pass the suite too. */
class ComposedContractTests extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OracleProvider.Composing();
  }

  @Override
  protected Set<String> knownComposed() {
    return Set.of(
        "addNorm",
        "attention",
        "attention[weights]",
        "gatedMlp",
        "gatedMlp[BF16]",
        "gatedMlp[F16]",
        "linear",
        "linear[BF16]",
        "linear[F16]",
        "packedGatedMlp",
        "packedGatedMlp[BF16]",
        "packedGatedMlp[F16]",
        "packedLinear",
        "packedLinear[BF16]",
        "packedLinear[F16]");
  }

  @Override
  protected Grid grid() {
    return Grid.REDUCED;
  }
}
