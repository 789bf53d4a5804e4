package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Utf8Lines;
import dev.heed.models.Embedding;
import dev.heed.models.TextEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the index of a file's passages where one is kept, or else builds it. */
public final class Indexer {
  /** Enough passages that a model can share its work among them. */
  private static final int PASSAGES = 256;

  /** Bounds memory where passages are long. */
  private static final int CHARACTERS = 1 << 18;

  private final TextEmbedder embedder;
  private final IndexPlace place;
  private final String vectors;
  private final Listener listener;

  /** Passages of the file at work that the model did not read to their end. */
  private long cut;

  /**
   * @param vectors all that decides, beside a passage, what its vector is: model, backend, settings
   */
  public Indexer(TextEmbedder embedder, IndexPlace place, String vectors, Listener listener) {
    this.embedder = embedder;
    this.place = place;
    this.vectors = vectors;
    this.listener = listener;
  }

  /** Hears how the work goes on. */
  public interface Listener {
    /** Something that a person may like to know. */
    void note(String text);

    /** So many bytes of the file were read, and passages embedded. */
    void progress(long bytes, long passages);
  }

  /**
   * An index that is ready.
   *
   * @param index closed by whoever asked for it
   * @param reused whether it was there before
   * @param kept where it is kept; empty for one that goes away
   */
  public record Ready(PassageIndex index, boolean reused, Optional<Path> kept) {}

  /**
   * The index of a file.
   *
   * @throws FileException if the file cannot be read or is not what its format says
   */
  public Ready index(Source source) {
    Optional<Path> file = source.isKept() ? fileFor(source) : Optional.empty();
    if (file.isEmpty()) {
      return temporary(source);
    }
    Optional<PassageIndex> existing = existing(file.get(), key(source, source.digest()));
    if (existing.isPresent()) {
      return new Ready(existing.get(), true, file);
    }
    IndexWriter writer = writerFor(file.get());
    if (writer == null) {
      return temporary(source);
    }
    // Empty when another process, which saw another content, was quicker.
    return build(source, file.get(), writer)
        .map(index -> new Ready(index, false, file))
        .orElseGet(() -> temporary(source));
  }

  private Optional<Path> fileFor(Source source) {
    try {
      return place.indexOf(source.path());
    } catch (FileException e) {
      listener.note("the index is not kept: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<PassageIndex> existing(Path file, IndexKey key) {
    try {
      return PassageIndex.open(file, key);
    } catch (DamagedIndexException | FileException e) {
      listener.note(e.getMessage() + "; building it again");
      return Optional.empty();
    }
  }

  private @Nullable IndexWriter writerFor(Path file) {
    try {
      return new IndexWriter(file, embedder.dimension());
    } catch (FileException e) {
      listener.note("the index is not kept: " + e.getMessage());
      return null;
    }
  }

  private Ready temporary(Source source) {
    Path file;
    try {
      file = Files.createTempFile("heed-", IndexPlace.EXTENSION);
    } catch (IOException e) {
      throw FileException.writing("a temporary file", e);
    }
    try {
      PassageIndex index =
          build(source, file, new IndexWriter(file, embedder.dimension())).orElseThrow();
      return new Ready(index, false, Optional.empty());
    } finally {
      PassageIndex.discard(file);
    }
  }

  private Optional<PassageIndex> build(Source source, Path file, IndexWriter writer) {
    try (writer) {
      byte[] digest = source.read((passages, lines) -> embed(passages, lines, writer));
      IndexKey key = key(source, digest);
      writer.commit(key);
      return PassageIndex.open(file, key);
    }
  }

  private void embed(PassageReader passages, Utf8Lines lines, IndexWriter writer) {
    List<Passage> batch = new ArrayList<>();
    long characters = 0;
    long done = 0;
    cut = 0;
    for (Passage passage = passages.next(); passage != null; passage = passages.next()) {
      batch.add(passage);
      characters += passage.text().length();
      if (batch.size() == PASSAGES || characters >= CHARACTERS) {
        done += embed(batch, writer);
        characters = 0;
        listener.progress(lines.bytes(), done);
      }
    }
    done += embed(batch, writer);
    if (cut > 0) {
      listener.note(
          "%s: %,d of %,d passages are longer than the model reads at once, and are found by their beginning; --long-text average takes all of them"
              .formatted(lines.name(), cut, done));
    }
  }

  /** Empties the batch. */
  private int embed(List<Passage> batch, IndexWriter writer) {
    List<Embedding> embeddings = embedder.embedPassages(batch.stream().map(Passage::text).toList());
    for (int p = 0; p < embeddings.size(); p++) {
      writer.add(batch.get(p), embeddings.get(p).vector());
      cut += embeddings.get(p).truncated() ? 1 : 0;
    }
    batch.clear();
    return embeddings.size();
  }

  private IndexKey key(Source source, byte[] digest) {
    return IndexKey.of(
        digest,
        "index of passages",
        source.format().name(),
        source.field(),
        String.valueOf(embedder.dimension()),
        vectors);
  }
}
