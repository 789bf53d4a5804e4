package dev.heed.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The module descriptors say the same as the class path's files, and no more than they should. */
class ModuleDescriptorTest {

  /** On the module path only {@code provides} counts, on the class path only META-INF/services. */
  @ParameterizedTest
  @EnumSource
  void aModuleProvidesWhatItsServiceFilesName(HeedModule module) throws IOException {
    Map<String, List<String>> provided =
        descriptorOf(module).provides().stream()
            .collect(
                Collectors.toMap(
                    ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
    assertThat(provided).isEqualTo(serviceFilesOf(module));
  }

  /** Or models could name a kernel, and the kernel could not change any more. */
  @ParameterizedTest
  @EnumSource(names = {"CPU_REFERENCE", "CPU_SIMD", "GPU_OPENCL"})
  void aBackendExportsNothing(HeedModule module) {
    assertThat(descriptorOf(module).exports()).isEmpty();
    assertThat(descriptorOf(module).opens()).isEmpty();
  }

  /** Or the rules would not see it. Benchmarks are no part of the product, and no module. */
  @Test
  void everyFolderOfProductSourcesIsAModuleThatTheRulesKnow() throws IOException {
    try (Stream<Path> folders = Files.list(HeedModule.CHECKOUT)) {
      assertThat(
              folders
                  .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                  .map(folder -> folder.getFileName().toString())
                  .filter(name -> !name.equals("bench")))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(HeedModule.values()).map(module -> module.folder).toList());
    }
  }

  @Test
  void aModuleIsNamedAfterItsRootPackage() {
    assertThat(HeedModule.values())
        .allSatisfy(
            module -> assertThat(descriptorOf(module).name()).isEqualTo(module.rootPackage));
  }

  private static ModuleDescriptor descriptorOf(HeedModule module) {
    return ModuleFinder.of(module.classes()).findAll().stream()
        .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst))
        .descriptor();
  }

  /** Service name → providers, in the files' order. Comments are allowed in such a file. */
  private static Map<String, List<String>> serviceFilesOf(HeedModule module) throws IOException {
    Path folder = module.classes().resolve("META-INF").resolve("services");
    Map<String, List<String>> services = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          services.put(file.getFileName().toString(), providersIn(file));
        }
      }
    }
    return services;
  }

  private static List<String> providersIn(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
