package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.onnx.OnnxNodeVectors;

/** The node vectors on a backend without a device: run by {@link AbsenceTest}, never by itself. */
class AbsentNodeVectors extends OnnxNodeVectors {
  @Override
  protected BackendProvider provider() {
    return new AbsentProvider();
  }

  @Override
  protected boolean mayBeAbsent() {
    return true;
  }
}
