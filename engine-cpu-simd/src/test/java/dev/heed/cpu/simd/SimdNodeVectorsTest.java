package dev.heed.cpu.simd;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.onnx.OnnxNodeVectors;

class SimdNodeVectorsTest extends OnnxNodeVectors {
  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }
}
