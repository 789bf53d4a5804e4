package dev.heed.bench.startup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What HotSpot counts of itself, read from the memory that it shares with {@code jcmd} in a file
 * (hsperfdata, format 2.0).
 *
 * @param memory of the JVM; changes as it counts
 * @param places of the counters that are whole numbers, in that memory
 */
record PerfCounters(ByteBuffer memory, Map<String, Integer> places) {
  private static final byte LONG = 'J';

  /** Places of the fields in the file's header and in that of each counter. */
  private static final int FIRST_ENTRY = 24;

  private static final int ENTRIES = 28;
  private static final int NAME = 4;
  private static final int TYPE = 12;
  private static final int DATA = 16;

  /** Those of this process; empty where its JVM shares none. */
  static Optional<PerfCounters> ofThisProcess() throws IOException {
    Path file =
        Path.of(
            "/tmp/hsperfdata_" + System.getProperty("user.name"),
            Long.toString(ProcessHandle.current().pid()));
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return Optional.of(
          of(
              channel
                  .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                  .order(ByteOrder.nativeOrder())));
    }
  }

  private static PerfCounters of(ByteBuffer memory) {
    Map<String, Integer> places = new HashMap<>();
    int entry = memory.getInt(FIRST_ENTRY);
    for (int e = 0; e < memory.getInt(ENTRIES); e++) {
      if (memory.get(entry + TYPE) == LONG) {
        places.put(text(memory, entry + memory.getInt(entry + NAME)), entry + data(memory, entry));
      }
      entry += memory.getInt(entry);
    }
    return new PerfCounters(memory, places);
  }

  private static int data(ByteBuffer memory, int entry) {
    return memory.getInt(entry + DATA);
  }

  private static String text(ByteBuffer memory, int at) {
    int end = at;
    while (memory.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    memory.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private long value(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalStateException("this JVM has no counter " + name);
    }
    return memory.getLong(place);
  }

  /**
   * Time in which threads found, defined, verified and linked classes, without the initializers
   * that they ran for them.
   */
  double classLoadingMillis() {
    long ticks =
        value("sun.cls.sysClassLoadTime")
            + value("sun.cls.appClassLoadTime.self")
            + value("sun.cls.defineAppClassTime.self")
            + value("sun.cls.classVerifyTime.self")
            + value("sun.cls.classLinkedTime.self");
    return 1000.0 * ticks / value("sun.os.hrt.frequency");
  }
}
