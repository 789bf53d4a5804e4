package dev.heed.testkit.onnx;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The files of a .tar.gz (POSIX ustar), all in memory. */
final class TarGz {
  private static final int BLOCK = 512;

  /** Far above any file of the vectors; more is a broken header. */
  private static final long LARGEST = 64L << 20;

  private TarGz() {}

  /** Path inside the archive → contents, in order of the paths. */
  static Map<String, byte[]> read(Path archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream file = Files.newInputStream(archive);
        InputStream in = new BufferedInputStream(new GZIPInputStream(file))) {
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        String octal = text(header, 124, 12).strip();
        if (!octal.matches("[0-7]{1,12}")) {
          throw new IOException("%s: '%s' is not the size of an entry".formatted(archive, octal));
        }
        long size = Long.parseLong(octal, 8);
        if (size > LARGEST) {
          throw new IOException("%s: an entry of %,d bytes".formatted(archive, size));
        }
        byte[] contents = in.readNBytes((int) size);
        if (contents.length != size) {
          throw new EOFException(archive + " ends inside an entry");
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        boolean isFile = header[156] == '0' || header[156] == 0;
        if (isFile) {
          files.put(prefix.isEmpty() ? name : prefix + "/" + name, contents);
        }
      }
    }
    return files;
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }
}
