package dev.heed.gpu.opencl.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiled programs in a folder, each named by the SHA-256 of all that it depends on, and headed by
 * that of its bytes. A file that is not what was written is as good as none; a folder that cannot
 * be written to costs a compilation at each start, which is said once.
 */
public final class ProgramFiles {
  private static final System.Logger LOG = System.getLogger("dev.heed.gpu.opencl");
  private static final int DIGEST = 32;
  private static final long LONGEST = 64L << 20;

  private final @Nullable Path folder;
  private boolean warned;

  /**
   * @param folder null to keep nothing
   */
  ProgramFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /** A name for all that something depends on. */
  public static String key(List<String> dependsOn) {
    MessageDigest digest = sha256();
    for (String part : dependsOn) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update("%d:".formatted(bytes.length).getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What was kept, or null. */
  byte @Nullable [] read(String key) {
    if (folder == null) {
      return null;
    }
    Path file = file(folder, key);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
        return null;
      }
      byte[] all = Files.readAllBytes(file);
      if (all.length <= DIGEST) {
        return null;
      }
      byte[] bytes = Arrays.copyOfRange(all, DIGEST, all.length);
      boolean whole = Arrays.equals(sha256().digest(bytes), Arrays.copyOf(all, DIGEST));
      return whole ? bytes : null;
    } catch (IOException e) {
      return null; // It is compiled again, and the write says what is wrong with the folder.
    }
  }

  /** Keeps a program: whole or not at all, whoever else does the same now. */
  void write(String key, byte[] bytes) {
    if (folder == null || bytes.length == 0) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, key.substring(0, 16), ".part");
      try {
        byte[] all = Arrays.copyOf(sha256().digest(bytes), DIGEST + bytes.length);
        System.arraycopy(bytes, 0, all, DIGEST, bytes.length);
        Files.write(part, all);
        Files.move(
            part,
            file(folder, key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private synchronized void warn(Path where, IOException cause) {
    if (!warned) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "compiled kernels cannot be kept in {0} ({1}); each start compiles them again."
              + " heed.opencl.cache (or HEED_OPENCL_CACHE) names another folder, or ''none''",
          where,
          cause);
    }
  }

  private static Path file(Path folder, String key) {
    return folder.resolve(key + ".bin");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
