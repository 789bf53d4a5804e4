package dev.heed.app.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassageIndexTest {
  private static final IndexKey KEY = IndexKey.of(new byte[] {1, 2}, "model", "settings");

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeIndex() {
    file = folder.resolve("index");
    write(file, KEY);
  }

  private static void write(Path file, IndexKey key) {
    try (IndexWriter writer = new IndexWriter(file, 3)) {
      writer.add(new Passage(1, "east"), new float[] {2, 0, 0});
      writer.add(new Passage(5, "nowhere"), new float[] {0, 0, 0});
      writer.add(new Passage(7, "north-east: žluť 😀"), new float[] {1, 1, 0});
      writer.add(new Passage(9, "north-east again"), new float[] {3, 3, 0});
      writer.commit(key);
    }
  }

  @Test
  void theNearestComeFirstAndOfEqualsTheFirst() {
    try (PassageIndex index = PassageIndex.open(file, KEY).orElseThrow()) {
      List<PassageIndex.Hit> hits = index.search(new float[] {1, 1, 0}, 3);
      assertThat(hits).extracting(PassageIndex.Hit::number).containsExactly(2L, 3L, 0L);
      assertThat(hits.get(0).score()).isCloseTo(1, within(1e-7));
      assertThat(hits.get(2).score()).isCloseTo(Math.sqrt(0.5), within(1e-7));
    }
  }

  @Test
  void aVectorOfZerosIsNearToNothing() {
    try (PassageIndex index = PassageIndex.open(file, KEY).orElseThrow()) {
      assertThat(index.search(new float[] {-1, 0, 0}, 4).getFirst())
          .isEqualTo(new PassageIndex.Hit(1, 0));
    }
  }

  @Test
  void textsAndLinesComeBack() {
    try (PassageIndex index = PassageIndex.open(file, KEY).orElseThrow()) {
      assertThat(index.size()).isEqualTo(4);
      assertThat(index.passage(2)).isEqualTo(new Passage(7, "north-east: žluť 😀"));
    }
  }

  @Test
  void anIndexWithoutPassagesIsOne() {
    Path empty = folder.resolve("empty");
    try (IndexWriter writer = new IndexWriter(empty, 3)) {
      writer.commit(KEY);
    }
    try (PassageIndex index = PassageIndex.open(empty, KEY).orElseThrow()) {
      assertThat(index.search(new float[] {1, 0, 0}, 5)).isEmpty();
    }
  }

  @Test
  void anAbsentIndexIsNone() {
    assertThat(PassageIndex.open(folder.resolve("absent"), KEY)).isEmpty();
  }

  @Test
  void anIndexOfAnotherKeyIsNone() {
    IndexKey other = IndexKey.of(new byte[] {1, 2}, "model", "other settings");
    assertThat(PassageIndex.open(file, other)).isEmpty();
  }

  @Test
  void aKeyKnowsWhereItsPartsEnd() {
    IndexKey key = IndexKey.of(new byte[0], "ab", "c");
    assertThat(key.matches(IndexKey.of(new byte[0], "a", "bc").bytes())).isFalse();
  }

  @Test
  void aByteThatChangesAnywhereIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertThatThrownBy(() -> PassageIndex.open(file, KEY))
          .as("byte %d", at)
          .isInstanceOf(DamagedIndexException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 127, 128, 150})
  void aFileThatWasCutOffIsFound(int length) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> PassageIndex.open(file, KEY))
        .isInstanceOf(DamagedIndexException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aCountThatDoesNotFitIsRefusedEvenWithAGoodChecksum(long count) throws IOException {
    forge(header -> header.putLong(IndexLayout.COUNT_AT, count));
    assertThatThrownBy(() -> PassageIndex.open(file, KEY))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageContaining("do not fit");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aDimensionThatDoesNotFitIsRefusedEvenWithAGoodChecksum(int dimension) throws IOException {
    forge(header -> header.putInt(IndexLayout.DIMENSION_AT, dimension));
    assertThatThrownBy(() -> PassageIndex.open(file, KEY))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageContaining("do not fit");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1000, Long.MAX_VALUE, Long.MIN_VALUE})
  void aTextOutsideTheFileIsRefusedEvenWithAGoodChecksum(long offset) throws IOException {
    int entry = (int) new IndexLayout(3, 4).entriesAt();
    forge(bytes -> bytes.putLong(entry + 8, offset));
    try (PassageIndex index = PassageIndex.open(file, KEY).orElseThrow()) {
      assertThatThrownBy(() -> index.passage(0)).isInstanceOf(DamagedIndexException.class);
    }
  }

  @Test
  void anIndexInUseMayBeReplaced() {
    IndexKey newer = IndexKey.of(new byte[] {3}, "model");
    try (PassageIndex index = PassageIndex.open(file, KEY).orElseThrow()) {
      write(file, newer);
      assertThat(index.passage(0).text()).isEqualTo("east");
      assertThat(PassageIndex.open(file, KEY)).isEmpty();
    }
  }

  /** Changes bytes and makes the checksums right again. */
  private void forge(Consumer<ByteBuffer> change) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(bytes);
    bytes.putInt(
        IndexLayout.BODY_CHECKSUM_AT,
        IndexLayout.checksum(bytes.duplicate().position(IndexLayout.HEADER)));
    bytes.putInt(
        IndexLayout.HEADER_CHECKED,
        IndexLayout.checksum(bytes.duplicate().limit(IndexLayout.HEADER_CHECKED)));
    Files.write(file, bytes.array());
  }
}
