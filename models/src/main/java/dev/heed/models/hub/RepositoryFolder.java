package dev.heed.models.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One repository in the cache: {@code blobs} by hash; {@code snapshots/COMMIT} with links to them
 * under the files' own names; {@code refs/REVISION}, which holds a commit; {@code
 * trees/COMMIT.json}, the listing.
 */
final class RepositoryFolder {
  private static final int LONGEST_TREE = 64 << 20;

  private final CacheFolder cache;
  private final String name;
  private final Path folder;

  RepositoryFolder(CacheFolder cache, RepositoryId id) {
    this.cache = cache;
    this.name = id.folder();
    this.folder = cache.root().resolve(name);
  }

  CacheFolder cache() {
    return cache;
  }

  Path blob(FileHash hash) {
    return folder.resolve("blobs").resolve(hash.hex());
  }

  /**
   * Where a blob grows. Not the name that older versions of huggingface_hub give theirs, who would
   * go on with it under a lock that Java does not see.
   */
  Path partial(FileHash hash) {
    return folder.resolve("blobs").resolve(hash.hex() + ".heed.incomplete");
  }

  /** The file that huggingface_hub locks too. */
  Path lock(FileHash hash) {
    return cache.made(".locks/" + name).resolve(hash.hex() + ".lock");
  }

  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  Path pointer(String commit, HubFile file) {
    return snapshot(commit).resolve(file.path());
  }

  void makeBlobs() {
    cache.made(name + "/blobs");
  }

  /** Whether the blob is there with that size; what is in the cache was checked when it came. */
  boolean hasBlob(FileHash hash, long size) {
    return hasSize(blob(hash), size);
  }

  /** How much of a blob a pull that was cut left. */
  long partialBytes(FileHash hash, long size) {
    Path partial = partial(hash);
    try {
      return Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS) && Files.size(partial) <= size
          ? Files.size(partial)
          : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether the snapshot has the file with its size, or with any where none is known. */
  boolean holds(String commit, HubFile file) {
    return hasSize(pointer(commit, file), file.size());
  }

  private boolean hasSize(Path file, long size) {
    try {
      return cache.hasFile(file) && (size < 0 || Files.size(file) == size);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Gives the blob its name in a snapshot: by a link, or where there are none by moving it there if
   * it is new, and else by a copy, as huggingface_hub does.
   */
  void link(String commit, HubFile file, FileHash hash, boolean symlinks, boolean isNew) {
    Path pointer = pointer(commit, file);
    Path blob = blob(hash);
    Path home = cache.made(name + "/" + folder.relativize(pointer.resolveSibling("")));
    Path made = CacheFolder.beside(home.resolve(file.name()));
    try {
      if (symlinks && linked(made, home.relativize(blob))) {
        CacheFolder.replace(made, pointer);
      } else if (isNew) {
        CacheFolder.replace(blob, pointer);
      } else {
        Files.copy(blob, made);
        CacheFolder.replace(made, pointer);
      }
    } catch (IOException e) {
      CacheFolder.delete(made);
      throw CacheFolder.writing(pointer, e);
    }
  }

  private static boolean linked(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      return false; // Windows lets few people make links, and some file systems nobody
    }
  }

  /** The commit that the revision was when it was pulled. */
  Optional<String> commit(String revision) {
    if (FileTree.isCommit(revision)) {
      return Optional.of(revision);
    }
    try {
      Path ref = folder.resolve("refs").resolve(revision);
      if (!Files.isRegularFile(ref) || Files.size(ref) > 100) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(ref, StandardCharsets.US_ASCII).strip())
          .filter(FileTree::isCommit);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void keepCommit(String revision, String commit) {
    if (!revision.equals(commit) && !commit(revision).equals(Optional.of(commit))) {
      int slash = revision.lastIndexOf('/');
      String below = slash < 0 ? "" : "/" + revision.substring(0, slash);
      Path home = cache.made(name + "/refs" + below);
      cache.write(home.resolve(revision.substring(slash + 1)), CacheFolder.utf8(commit));
    }
  }

  /** The listing of a commit, where it was kept; another program may have. */
  Optional<FileTree> tree(String commit) {
    Path file = folder.resolve("trees").resolve(commit + ".json");
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LONGEST_TREE
          ? Optional.ofNullable(HubJson.kept(commit, Files.readAllBytes(file), file.toString()))
          : Optional.empty();
    } catch (IOException | HubException e) {
      return Optional.empty(); // then the snapshot itself is looked at
    }
  }

  void keepTree(FileTree tree) {
    if (tree.isDescribed()) {
      Path home = cache.made(name + "/trees");
      cache.write(home.resolve(tree.commit() + ".json"), HubJson.kept(tree));
    }
  }

  /** What a snapshot holds, for one whose listing was not kept. */
  FileTree found(String commit) {
    Path snapshot = snapshot(commit);
    List<HubFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(snapshot)) {
      for (Path path : paths.filter(Files::isRegularFile).limit(FileTree.MOST_FILES).toList()) {
        String name = snapshot.relativize(path).toString().replace('\\', '/');
        files.add(new HubFile(name, Files.size(path), null, null, null));
      }
    } catch (IOException e) {
      throw new HubException("%s: cannot be read: %s".formatted(snapshot, e), e);
    }
    return new FileTree(commit, files);
  }
}
