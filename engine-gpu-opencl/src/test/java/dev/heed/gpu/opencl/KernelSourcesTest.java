package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.gpu.opencl.launch.AllKernels;
import dev.heed.gpu.opencl.launch.DeviceLimits;
import dev.heed.gpu.opencl.program.KernelId;
import dev.heed.gpu.opencl.program.KernelSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the compilers of devices get, for those that look at it without a device. */
class KernelSourcesTest {
  /** NVIDIA's, of any card that is not old. */
  private static final DeviceLimits HOPPER = new DeviceLimits(1024, 48 << 10);

  /** In front of every file, and none by themselves. */
  private static final List<String> SHARED =
      List.of("common", "functions", "chance", "lanes", "sequences");

  @Test
  void everySetOfConstantsIsOfAFileThatThereIs() throws Exception {
    assertThat(files()).contains("products", "few_rows", "attention").hasSizeGreaterThan(8);
    assertThat(AllKernels.withConstants(HOPPER))
        .hasSizeGreaterThan(100)
        .allSatisfy(kernel -> assertThat(files()).contains(kernel.file()));
  }

  /** {@code scripts/hopper} names the folder: N.cl, and N.txt with file, options. */
  @Test
  @EnabledIfSystemProperty(named = "heed.opencl.sources", matches = ".+")
  void writesEverySource() throws Exception {
    Path folder = Files.createDirectories(Path.of(System.getProperty("heed.opencl.sources")));
    List<KernelId> kernels = new ArrayList<>(AllKernels.withConstants(HOPPER));
    Set<String> asTheyAre = files();
    kernels.forEach(kernel -> asTheyAre.remove(kernel.file()));
    asTheyAre.forEach(file -> kernels.add(KernelId.of(file, file)));
    for (int n = 0; n < kernels.size(); n++) {
      KernelId kernel = kernels.get(n);
      Files.writeString(folder.resolve(n + ".cl"), KernelSource.of(kernel.file()));
      Files.writeString(
          folder.resolve(n + ".txt"), kernel.file() + "\n" + kernel.options(true) + "\n");
    }
    assertThat(kernels).hasSizeGreaterThan(100);
  }

  private static Set<String> files() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(KernelSource.class.getResource("../kernels")).toURI());
    try (Stream<Path> all = Files.list(folder)) {
      Set<String> files = new TreeSet<>();
      all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cl"))
          .forEach(name -> files.add(name.substring(0, name.length() - 3)));
      files.removeAll(SHARED);
      return files;
    }
  }
}
