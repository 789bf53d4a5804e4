package dev.heed.app.search;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What an index belongs to: the bytes of a file, and everything else that decides what its vectors
 * are. Another key, another index.
 */
public final class IndexKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private final byte[] digest;

  private IndexKey(byte[] digest) {
    this.digest = digest;
  }

  /**
   * The key of a file's index.
   *
   * @param content SHA-256 of the file
   * @param parts model, backend and settings, in one order
   */
  public static IndexKey of(byte[] content, String... parts) {
    MessageDigest sha = sha256();
    sha.update(content);
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      sha.update(bytes);
    }
    return new IndexKey(sha.digest());
  }

  /** The hash that names contents and keys. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  byte[] bytes() {
    return digest.clone();
  }

  boolean matches(byte[] other) {
    return Arrays.equals(digest, other);
  }
}
