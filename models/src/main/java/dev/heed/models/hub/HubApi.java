package dev.heed.models.hub;

import com.google.common.base.Splitter;
import com.google.common.net.UrlEscapers;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a hub tells of one repository. */
final class HubApi {
  /** A listing of 1,000 files, as the public hub sends them at a time, has 300 kB. */
  private static final int LONGEST_ANSWER = 32 << 20;

  private static final int MOST_PAGES = 1_000;
  private static final int LONGEST_LINK = 8_192;
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");

  private final HubClient client;
  private final Patience patience;
  private final Consumer<String> notices;
  private final RepositoryId id;
  private final Refusal refusal;

  HubApi(
      HubClient client,
      HubSettings settings,
      Patience patience,
      RepositoryId id,
      Consumer<String> notices) {
    this.client = client;
    this.patience = patience;
    this.notices = notices;
    this.id = id;
    this.refusal = new Refusal(settings, id);
  }

  /** The commit that a branch, a tag or a commit is now. */
  String commit(String revision) throws InterruptedException {
    if (FileTree.isCommit(revision)) {
      return revision;
    }
    Answered answered =
        require(
            client.uri("/api/models/%s/revision/%s".formatted(id, escaped(revision))), revision);
    return HubJson.text(answered.json, "sha");
  }

  /** The files of a commit. */
  FileTree tree(String commit) throws InterruptedException {
    URI at = client.uri("/api/models/%s/tree/%s?recursive=true".formatted(id, commit));
    Optional<Answered> first = ask(at, commit);
    return first.isPresent() ? pages(at, first.get(), commit) : siblings(commit);
  }

  private FileTree pages(URI first, Answered answered, String commit) throws InterruptedException {
    List<HubFile> files = new ArrayList<>();
    Set<URI> seen = new HashSet<>();
    URI at = first;
    Answered page = answered;
    while (true) {
      files.addAll(HubJson.page(page.json, at.toString()));
      Optional<String> next = page.next;
      if (next.isEmpty()) {
        return new FileTree(commit, files);
      }
      seen.add(at);
      at = HubClient.checked(at, next.get());
      if (seen.contains(at) || seen.size() >= MOST_PAGES || files.size() > FileTree.MOST_FILES) {
        throw new HubException("%s: the listing of files does not end".formatted(at));
      }
      page = require(at, commit);
    }
  }

  /** Of a hub that has no trees: a mirror or a proxy. */
  private FileTree siblings(String commit) throws InterruptedException {
    URI at = client.uri("/api/models/%s/revision/%s?blobs=true".formatted(id, commit));
    return new FileTree(commit, HubJson.siblings(require(at, commit).json));
  }

  /** The file with size and hash, which a listing may lack. */
  HubFile described(HubFile file, String commit) throws InterruptedException {
    URI at = place(file, commit);
    Answer head = new Retry(patience, notices, at.toString()).run(() -> client.head(at));
    if (head.isRefusal()) {
      throw refusal.of(head, commit, file);
    }
    FileHash hash =
        head.toldHash()
            .orElseThrow(() ->
                new HubException(
                    "%s: the hub tells no hash of the file, so nobody could say whether it came whole"
                        .formatted(at)));
    long size =
        head.told("X-Linked-Size")
            .or(() -> head.header("Content-Length"))
            .filter(text -> text.matches("\\d{1,15}"))
            .map(Long::parseLong)
            .orElseThrow(
                () -> new HubException("%s: the hub tells no size of the file".formatted(at)));
    return file.described(size, hash);
  }

  /** Where a file is downloaded. */
  URI place(HubFile file, String commit) {
    String path =
        Splitter.on('/')
            .splitToStream(file.path())
            .map(HubApi::escaped)
            .collect(Collectors.joining("/"));
    return client.uri("/%s/resolve/%s/%s".formatted(id, commit, path));
  }

  /** What a person can do about an answer of 400 or more. */
  HubException refusal(Answer answer, HubFile file, String commit) {
    return refusal.of(answer, commit, file);
  }

  private record Answered(JsonNode json, Optional<String> next) {}

  private Answered require(URI at, String revision) throws InterruptedException {
    Optional<Answered> answered = ask(at, revision);
    return answered.orElseThrow(
        () -> new HubException("%s: there is no repository %s (404)".formatted(at, id)));
  }

  /** Empty where the hub does not know the address at all: a 404 without a code. */
  private Optional<Answered> ask(URI at, String revision) throws InterruptedException {
    return new Retry(patience, notices, at.toString()).run(() -> askOnce(at, revision));
  }

  private Optional<Answered> askOnce(URI at, String revision)
      throws IOException, InterruptedException {
    Answer answer = client.get(at, Map.of());
    if (answer.isRefusal()) {
      answer.body().discard();
      if (answer.status() == 404 && answer.header("X-Error-Code").isEmpty()) {
        return Optional.empty();
      }
      throw refusal.of(answer, revision, null);
    }
    byte[] body = answer.body().bytes(LONGEST_ANSWER, at.toString());
    String link = answer.header("Link").orElse("");
    if (link.length() > LONGEST_LINK) {
      throw new HubException(
          "%s: the hub names the next page in %,d letters".formatted(at, link.length()));
    }
    Matcher next = NEXT.matcher(link);
    return Optional.of(
        new Answered(
            HubJson.tree(body, at.toString()),
            next.find() ? Optional.of(next.group(1)) : Optional.empty()));
  }

  private static String escaped(String part) {
    return UrlEscapers.urlPathSegmentEscaper().escape(part);
  }
}
