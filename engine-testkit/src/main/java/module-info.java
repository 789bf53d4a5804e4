/** The contract as an executable suite: cases, double-precision oracle, comparisons. */
open module dev.heed.testkit {
  requires transitive dev.heed.engine;
  requires transitive org.junit.jupiter.api;
  requires com.google.protobuf;
  requires org.assertj.core;

  exports dev.heed.testkit;
  exports dev.heed.testkit.cases;
  exports dev.heed.testkit.onnx;
  exports dev.heed.testkit.oracle;
}
