package dev.heed.models.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file's content must hash to; also the name of its blob in the cache.
 *
 * @param hex 64 digits of SHA-256, as large files have it; or 40 digits of SHA-1, which git gives
 *     the others, over the length and the content
 */
public record FileHash(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** Checks the form. */
  public FileHash {
    if (!HEX.matcher(hex).matches()) {
      throw new HubException(
          "'%s' is neither a SHA-256 nor a git hash".formatted(Printable.of(hex)));
    }
  }

  /** The hash of that form, or empty if it has another. */
  static Optional<FileHash> parse(String hex) {
    return HEX.matcher(hex).matches() ? Optional.of(new FileHash(hex)) : Optional.empty();
  }

  /** The hash in an entity tag, quoted or weak; empty if it is something else, such as a path. */
  static Optional<FileHash> ofEtag(String etag) {
    return parse(etag.strip().replaceFirst("^W/", "").replaceAll("^\"|\"$", ""));
  }

  boolean isSha256() {
    return hex.length() == 64;
  }

  /** Of a file of so many bytes, before the first one. */
  MessageDigest digest(long size) {
    try {
      if (isSha256()) {
        return MessageDigest.getInstance("SHA-256");
      }
      MessageDigest git = MessageDigest.getInstance("SHA-1");
      git.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
      return git;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1 and SHA-256", e);
    }
  }

  /** Whether the content, all of it given to the digest, is the right one. Ends the digest. */
  boolean isThatOf(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest()).equals(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
