package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClKernel;
import dev.heed.gpu.opencl.cl.ClProgram;
import dev.heed.gpu.opencl.cl.ClQueue;
import dev.heed.gpu.opencl.cl.JoclCalls;
import dev.heed.testkit.check.BitsOfCases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What {@code scripts/oclgrind} runs on Oclgrind, a simulator of a device that writes what kernels
 * do wrong to its log: the script reads it.
 */
@EnabledIfSystemProperty(named = "heed.opencl.oclgrind", matches = ".+")
class OclgrindTest {
  /** Where the number of cases goes. */
  private static final Path COUNT = Path.of(System.getProperty("heed.opencl.oclgrind", ""));

  /** Four ways to be wrong: each must be found, or finding none among ours says nothing. */
  private static final String WRONG =
      """
      __kernel void race(__global int* out) { out[0] = get_local_id(0); }
      __kernel void beyond(__global int* out) { if (get_global_id(0) == 0) { out[4] = 1; } }
      __kernel void unwritten(__global int* out) { if (get_local_id(0) == 1) { out[1] = out[2]; } }
      __kernel void parted(__global int* out) {
        if (get_local_id(0) == 0) { barrier(CLK_LOCAL_MEM_FENCE); }
        out[get_local_id(0)] = 1;
      }
      """;

  @Test
  void smallCasesOfEachOp() throws Exception {
    OpenClProvider provider = new OpenClProvider();
    Map<String, String> properties = Map.of("cache", "none", "apart", "true", "pool", "0");
    BackendOptions options = BackendOptions.DEFAULT.withProperties(properties);
    try (Backend backend = provider.open(oclgrind(provider), options);
        BitsOfCases cases = new BitsOfCases(backend)) {
      Map<String, String> hashes = cases.hashes();
      assertThat(hashes).hasSizeGreaterThan(150);
      Files.writeString(COUNT, hashes.size() + "\n");
    }
  }

  @Test
  void plantedMistakes() {
    JoclCalls calls = new JoclCalls();
    ClDevice device = ClDevice.all(calls, _ -> {}).getFirst();
    try (ClContext context = new ClContext(calls, device, OpenClProvider.NAME);
        ClQueue queue = context.newQueue();
        ClProgram program = context.build("wrong", WRONG, "-cl-std=CL1.2")) {
      for (String wrong : List.of("race", "beyond", "unwritten", "parted")) {
        try (ClKernel kernel = program.newKernel(wrong);
            ClBuffer out = context.newBuffer(4L * Integer.BYTES)) {
          kernel.begin().buffer(out);
          queue.launch(kernel, new long[] {4}, new long[] {4});
          queue.finish();
        }
      }
    }
  }

  private static DeviceInfo oclgrind(OpenClProvider provider) {
    assertThat(provider.probe()).isInstanceOf(Availability.Available.class);
    DeviceInfo device = ((Availability.Available) provider.probe()).devices().getFirst();
    assertThat(device.name()).contains("Oclgrind");
    return device;
  }
}
