package dev.heed.gpu.opencl;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.onnx.OnnxNodeVectors;

class OpenClNodeVectorsTest extends OnnxNodeVectors {
  @Override
  protected BackendProvider provider() {
    return new OpenClProvider();
  }

  @Override
  protected boolean mayBeAbsent() {
    return OpenClMachine.mayLackDevices();
  }
}
