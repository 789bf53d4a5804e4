package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the tensors of a GGUF file lie: each at a multiple of the alignment, within the file, and
 * none in another's place. What lies between and behind them is passed over, as ggml does.
 */
final class GgufLayout {
  private GgufLayout() {}

  /**
   * The tensors as parts of the file, in the order of the header.
   *
   * @param body where the data begins; behind the end of a file that has none
   */
  static List<StoredTensor> place(
      List<GgufHeader.Entry> entries,
      MemorySegment file,
      long body,
      long alignment,
      String origin) {
    long room = Math.max(0, file.byteSize() - body);
    Set<String> names = new HashSet<>();
    List<StoredTensor> tensors = new ArrayList<>(entries.size());
    for (GgufHeader.Entry entry : entries) {
      if (!names.add(entry.name())) {
        throw failure(origin, entry, "stands twice in the header");
      }
      if (entry.offset() % alignment != 0) {
        throw failure(
            origin,
            entry,
            "begins at byte %s of the data; expected a multiple of %,d"
                .formatted(Long.toUnsignedString(entry.offset()), alignment));
      }
      if (entry.offset() < 0 || entry.offset() > room || entry.bytes() > room - entry.offset()) {
        throw failure(
            origin,
            entry,
            "should have %,d bytes from byte %s of the data; the file has %,d there. Was its download cut off?"
                .formatted(entry.bytes(), Long.toUnsignedString(entry.offset()), room));
      }
      MemorySegment data =
          entry.bytes() == 0
              ? MemorySegment.ofArray(new byte[0])
              : file.asSlice(body + entry.offset(), entry.bytes());
      tensors.add(StoredTensor.plain(origin, entry.name(), entry.dtype(), entry.shape(), data));
    }
    checkApart(entries, origin);
    return tensors;
  }

  private static void checkApart(List<GgufHeader.Entry> entries, String origin) {
    List<GgufHeader.Entry> inOrder =
        entries.stream()
            .filter(entry -> entry.bytes() > 0)
            .sorted(Comparator.comparingLong(GgufHeader.Entry::offset))
            .toList();
    for (int i = 1; i < inOrder.size(); i++) {
      GgufHeader.Entry before = inOrder.get(i - 1);
      GgufHeader.Entry entry = inOrder.get(i);
      if (entry.offset() < before.offset() + before.bytes()) {
        throw failure(
            origin,
            entry,
            "begins at byte %,d of the data, within '%s', which ends at %,d"
                .formatted(entry.offset(), before.name(), before.offset() + before.bytes()));
      }
    }
  }

  private static CheckpointException failure(String origin, GgufHeader.Entry entry, String what) {
    return new CheckpointException(
        "%s: tensor '%s' %s %s %s"
            .formatted(origin, entry.name(), entry.dtype(), entry.shape(), what));
  }
}
