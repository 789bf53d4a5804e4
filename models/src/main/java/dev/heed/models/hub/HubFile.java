package dev.heed.models.hub;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of a repository, as the hub lists it.
 *
 * @param path with slashes, checked to stay within the repository
 * @param size in bytes; −1 where the listing does not tell
 * @param gitHash git's hash of the file, or of the pointer that stands for a large one; null where
 *     the listing does not tell
 * @param sha256 of a large file's content; null for the others
 * @param xetHash the hub's own, kept for Python; null where there is none
 */
public record HubFile(
    String path,
    long size,
    @Nullable FileHash gitHash,
    @Nullable FileHash sha256,
    @Nullable FileHash xetHash) {
  /** 16 TiB; the sum over as many files as a listing may have fits a long. */
  private static final long LARGEST = 1L << 44;

  /**
   * Checks the name, and that the size can be one.
   *
   * @throws HubException if the name leads out of the repository
   */
  public HubFile {
    Optional<String> problem = FileName.problem(path);
    if (problem.isPresent()) {
      throw new HubException(
          "the hub lists a file '%s', which %s; nothing was downloaded"
              .formatted(Printable.of(path), problem.get()));
    }
    if (size < -1 || size > LARGEST) {
      throw new HubException(
          "the hub lists '%s' with %,d bytes, which no file has"
              .formatted(Printable.of(path), size));
    }
  }

  /** What its content must hash to, where the listing tells. */
  public Optional<FileHash> hash() {
    return Optional.ofNullable(sha256 == null ? gitHash : sha256);
  }

  /** Whether it can be downloaded without asking for more. */
  boolean isDescribed() {
    return size >= 0 && hash().isPresent();
  }

  /** With what its head told. */
  HubFile described(long bytes, FileHash hash) {
    return hash.isSha256()
        ? new HubFile(path, bytes, gitHash, hash, xetHash)
        : new HubFile(path, bytes, hash, null, xetHash);
  }

  /** The last part of its path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
