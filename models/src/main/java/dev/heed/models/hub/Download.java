package dev.heed.models.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings one file into its blob: goes on where it was cut, and believes its hash alone. */
final class Download {
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Gained since the last failure, it makes the next one count as the first. */
  private static final long PROGRESS = 1 << 20;

  /** What comes is not what was announced; the next try begins from zero. */
  private static final class WrongContentException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongContentException(String message) {
      super(message);
    }
  }

  private final HubClient client;
  private final HubApi api;
  private final Patience patience;
  private final PullListener listener;
  private final LongConsumer growth;
  private final String commit;
  private final HubFile file;
  private final FileHash hash;
  private final URI place;
  private long received;

  /**
   * @param file with size and hash
   * @param growth is told the length of the file whenever it changes
   */
  Download(
      HubClient client,
      HubApi api,
      Patience patience,
      PullListener listener,
      LongConsumer growth,
      String commit,
      HubFile file) {
    this.client = client;
    this.api = api;
    this.patience = patience;
    this.listener = listener;
    this.growth = growth;
    this.commit = commit;
    this.file = file;
    this.hash = file.hash().orElseThrow();
    this.place = api.place(file, commit);
  }

  /**
   * Makes the blob, and gives the bytes that came over the network.
   *
   * @param fresh nothing that is there already counts
   * @throws HubException if what comes is wrong twice; then nothing of it stays
   */
  long into(RepositoryFolder folder, boolean fresh) throws InterruptedException {
    String problem = attempt(folder, fresh);
    if (problem != null) {
      listener.notice("%s: %s; once more from the beginning".formatted(file.path(), problem));
      problem = attempt(folder, true);
    }
    if (problem != null) {
      throw new HubException(
          "%s: %s, twice; nothing of it was kept. The hub or something on the way is broken, or lies"
              .formatted(place, problem));
    }
    return received;
  }

  /** What was wrong, or null. */
  private @Nullable String attempt(RepositoryFolder folder, boolean fresh)
      throws InterruptedException {
    try (PartialFile partial = PartialFile.open(folder.partial(hash), file.size(), hash)) {
      if (fresh) {
        partial.restart();
      }
      growth.accept(partial.length());
      try {
        receive(partial);
      } catch (WrongContentException e) {
        partial.delete();
        return e.getMessage();
      }
      if (!partial.isRight()) {
        partial.delete();
        return "its %s is not %s, as the hub lists it"
            .formatted(hash.isSha256() ? "SHA-256" : "git hash", hash);
      }
      partial.moveTo(folder.blob(hash));
      return null;
    }
  }

  private void receive(PartialFile partial) throws InterruptedException, WrongContentException {
    Retry retry = new Retry(patience, listener::notice, file.path());
    // Bytes that come again and again are no progress: else a hub that sends some, and then says
    // that there are none, would have its file asked for without end.
    long furthest = partial.length();
    while (partial.length() < file.size()) {
      try {
        receiveOnce(partial);
      } catch (IOException e) {
        if (partial.length() - furthest >= Math.min(PROGRESS, file.size() / 8 + 1)) {
          furthest = partial.length();
          retry.progressed();
        }
        retry.failed(e);
      }
    }
  }

  private void receiveOnce(PartialFile partial)
      throws IOException, InterruptedException, WrongContentException {
    long from = partial.length();
    Answer answer =
        client.get(place, from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-"));
    try {
      check(answer);
      switch (answer.status()) {
        case 200 -> {
          if (from > 0) {
            partial.restart(); // a server without ranges
          }
          checkLength(answer, file.size());
        }
        case 206 -> checkRange(answer, from);
        case 416 -> {
          partial.restart();
          throw new IOException("the server has nothing from byte " + from + " on");
        }
        default ->
            throw new IOException(
                "%s answers with %d".formatted(answer.uri().getHost(), answer.status()));
      }
      copy(answer.body(), partial);
    } finally {
      answer.body().cancel();
    }
  }

  private void copy(TimedBody body, PartialFile partial)
      throws IOException, InterruptedException, WrongContentException {
    for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
      if (piece.remaining() > file.size() - partial.length()) {
        throw new WrongContentException(
            "more comes than the %,d bytes that the hub lists".formatted(file.size()));
      }
      received += piece.remaining();
      partial.append(piece);
      growth.accept(partial.length());
    }
    if (partial.length() < file.size()) {
      throw new IOException(
          "it ended after %,d of %,d bytes".formatted(partial.length(), file.size()));
    }
  }

  /** What the hub itself says of the file must be what it listed. */
  private void check(Answer answer) throws WrongContentException {
    if (answer.isRefusal() && answer.status() != 416 && answer.fromHub()) {
      throw api.refusal(answer, file, commit);
    }
    if (answer.isRefusal()) {
      return; // another host's refusal: its address was good for a time, and the hub gives a new
      // one
    }
    Optional<String> other = answer.told("X-Repo-Commit").filter(told -> !told.equals(commit));
    if (other.isPresent()) {
      throw new WrongContentException(
          "the hub sends commit %s for %s".formatted(Printable.of(other.get()), commit));
    }
    Optional<FileHash> told = answer.toldHash().filter(h -> h.isSha256() == hash.isSha256());
    if (told.isPresent() && !told.get().equals(hash)) {
      throw new WrongContentException("the hub lists %s and sends %s".formatted(hash, told.get()));
    }
    Optional<String> size =
        answer.told("X-Linked-Size").filter(text -> !text.equals(String.valueOf(file.size())));
    if (size.isPresent()) {
      throw new WrongContentException(
          "the hub lists %,d bytes and announces %s"
              .formatted(file.size(), Printable.of(size.get())));
    }
  }

  private static void checkLength(Answer answer, long expected) throws WrongContentException {
    Optional<String> length =
        answer.header("Content-Length").filter(text -> !text.equals(String.valueOf(expected)));
    if (length.isPresent()) {
      throw new WrongContentException(
          "the hub lists %,d bytes and sends %s".formatted(expected, Printable.of(length.get())));
    }
  }

  private void checkRange(Answer answer, long from) throws WrongContentException {
    Matcher range = RANGE.matcher(answer.header("Content-Range").orElse(""));
    boolean right =
        range.matches()
            && Long.parseLong(range.group(1)) == from
            && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == file.size());
    if (!right) {
      throw new WrongContentException(
          "the server was asked for the bytes from %,d of %,d on and sends '%s'"
              .formatted(
                  from,
                  file.size(),
                  Printable.of(answer.header("Content-Range").orElse("no range"))));
    }
  }
}
