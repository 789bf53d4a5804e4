package dev.heed.cpu.reference;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.onnx.OnnxNodeVectors;

class ReferenceNodeVectorsTest extends OnnxNodeVectors {
  @Override
  protected BackendProvider provider() {
    return new ReferenceProvider();
  }
}
