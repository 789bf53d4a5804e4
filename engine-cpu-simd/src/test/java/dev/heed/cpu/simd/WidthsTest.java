package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.testkit.Bits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Results have the same bits whatever the width of the vectors. */
class WidthsTest {
  @Test
  @DisabledIfSystemProperty(
      named = Lanes.BITS_PROPERTY,
      matches = ".*",
      disabledReason = "starts JVMs of every width itself")
  void vectorsOfAnyWidthGiveTheSameBits() throws Exception {
    Map<String, String> bits128 = bits(128);
    assertThat(bits128).hasSizeGreaterThan(150);
    assertThat(bits(256)).isEqualTo(bits128);
    assertThat(bits(512)).isEqualTo(bits128);
  }

  /** Hash by case, of a JVM with vectors of this width. */
  private static Map<String, String> bits(int width) throws Exception {
    String output =
        OtherJvm.run(
            List.of("--add-modules=jdk.incubator.vector", "-D" + Lanes.BITS_PROPERTY + "=" + width),
            Bits.class,
            List.of(SimdProvider.class.getName(), "1", "EXACT"));
    Map<String, String> hashes = new TreeMap<>();
    output
        .lines()
        .filter(line -> line.contains("\t"))
        .forEach(line ->
            hashes.put(
                line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
    return hashes;
  }
}
