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
        "attention[BF16]",
        "attention[F16]",
        "attention[dropout]",
        "attention[weights]",
        "attention[weights and dropout]",
        "attentionGradient",
        "attentionGradient[dropout]",
        "gatedMlp",
        "gatedMlp[Q8_0]",
        "gatedMlp[Q4_0]",
        "gatedMlp[Q4_1]",
        "gatedMlp[BF16]",
        "gatedMlp[F16]",
        "gatedMlpGradient",
        "linear",
        "linear[Q8_0]",
        "linear[Q4_0]",
        "linear[Q4_1]",
        "linear[BF16]",
        "linear[F16]",
        "linearGradient",
        "linearGradient[BF16]",
        "linearGradient[F16]",
        "linearGradient[Q8_0]",
        "linearGradient[Q4_0]",
        "linearGradient[Q4_1]",
        "packedGatedMlp",
        "packedGatedMlp[Q8_0]",
        "packedGatedMlp[Q4_0]",
        "packedGatedMlp[Q4_1]",
        "packedGatedMlp[BF16]",
        "packedGatedMlp[F16]",
        "packedLinear",
        "packedLinear[Q8_0]",
        "packedLinear[Q4_0]",
        "packedLinear[Q4_1]",
        "packedLinear[BF16]",
        "packedLinear[F16]");
  }

  @Override
  protected Grid grid() {
    return Grid.REDUCED;
  }
}
