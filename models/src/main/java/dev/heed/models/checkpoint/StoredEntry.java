package dev.heed.models.checkpoint;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a resource lies in a jar that keeps it uncompressed: there it can be mapped like a file,
 * while the JDK would read it through a stream. Anything unusual (compression, encryption, sizes of
 * 4 GiB, a jar inside a jar) is no such entry, and is left to the JDK. The names of fields are
 * those of PKWARE's APPNOTE.
 */
record StoredEntry(Path jar, long offset, long size) {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_SIZE = 30;

  /** A directory of 100,000 entries has some 10 MB. */
  private static final int LARGEST_DIRECTORY = 32 << 20;

  private static final long UNKNOWN = 0xFFFF_FFFFL;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;

  /** The place of a resource; empty where it is not stored in a jar that is a file. */
  static Optional<StoredEntry> of(URLConnection connection) throws IOException {
    if (!(connection instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    URL file = jar.getJarFileURL();
    String name = jar.getEntryName();
    if (name == null || !file.getProtocol().equals("file")) {
      return Optional.empty();
    }
    try {
      return find(Path.of(file.toURI()), name);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty(); // an address that is no path here: the JDK knows what to do with it
    }
  }

  /** The entry of that name; empty where there is none, or it is not simply stored. */
  static Optional<StoredEntry> find(Path jar, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
      ByteBuffer tail = tail(channel);
      int end = endOfDirectory(tail);
      if (end < 0) {
        return Optional.empty();
      }
      long size = Integer.toUnsignedLong(tail.getInt(end + 12));
      long at = Integer.toUnsignedLong(tail.getInt(end + 16));
      if (size > LARGEST_DIRECTORY || at + size > channel.size()) {
        return Optional.empty();
      }
      ByteBuffer directory = read(channel, at, (int) size);
      int entry = entry(directory, StandardCharsets.UTF_8.encode(name));
      return entry < 0 ? Optional.empty() : stored(jar, channel, directory, entry);
    }
  }

  /** The end of the file, in which the directory's own record lies before a comment. */
  private static ByteBuffer tail(FileChannel channel) throws IOException {
    int length = (int) Math.min(channel.size(), END_SIZE + LONGEST_COMMENT);
    return read(channel, channel.size() - length, length);
  }

  private static int endOfDirectory(ByteBuffer tail) {
    for (int at = tail.limit() - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_SIZE + unsigned(tail, at + 20) == tail.limit()) {
        return at;
      }
    }
    return -1;
  }

  /** Where the entry's record begins, or −1. */
  private static int entry(ByteBuffer directory, ByteBuffer name) {
    int at = 0;
    while (at + CENTRAL_SIZE <= directory.limit() && directory.getInt(at) == CENTRAL_SIGNATURE) {
      int nameLength = unsigned(directory, at + 28);
      int from = at + CENTRAL_SIZE;
      int next = from + nameLength + unsigned(directory, at + 30) + unsigned(directory, at + 32);
      if (next > directory.limit()) {
        return -1;
      }
      if (directory.slice(from, nameLength).equals(name)) {
        return at;
      }
      at = next;
    }
    return -1;
  }

  private static Optional<StoredEntry> stored(
      Path jar, FileChannel channel, ByteBuffer directory, int entry) throws IOException {
    boolean plain =
        (unsigned(directory, entry + 8) & ENCRYPTED) == 0
            && unsigned(directory, entry + 10) == STORED;
    long compressed = Integer.toUnsignedLong(directory.getInt(entry + 20));
    long size = Integer.toUnsignedLong(directory.getInt(entry + 24));
    long at = Integer.toUnsignedLong(directory.getInt(entry + 42));
    if (!plain || size == 0 || size == UNKNOWN || compressed != size || at == UNKNOWN) {
      return Optional.empty();
    }
    if (at + LOCAL_SIZE > channel.size()) {
      return Optional.empty();
    }
    ByteBuffer local = read(channel, at, LOCAL_SIZE);
    long offset = at + LOCAL_SIZE + unsigned(local, 26) + unsigned(local, 28);
    return local.getInt(0) == LOCAL_SIGNATURE && offset + size <= channel.size()
        ? Optional.of(new StoredEntry(jar, offset, size))
        : Optional.empty();
  }

  /** Little-endian; what a file that is being shortened lacks stays zero and so is no signature. */
  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
      // goes on where the last read ended
    }
    return bytes.clear();
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
