package dev.heed.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A hub with one repository, {@code org/tiny}, and a second server that it keeps large files on.
 * Behaves as the public one does, until a test has a file or an address answered otherwise.
 */
final class TestHub implements AutoCloseable {
  static final String NAME = "org/tiny";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** Short: a test must not wait for what real hubs are waited for. */
  static final Patience IMPATIENT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          2_000,
          4,
          Duration.ofMillis(1),
          Duration.ofSeconds(2));

  private static final ProxySelector NO_PROXY =
      new EnvironmentProxy(
          new HubEnvironment(Map.of("no_proxy", "*", "all_proxy", "none")), URI.create("http://h"));

  private final TestServer hub = new TestServer(this::answer);
  private final TestServer store = new TestServer(this::answerFromStore);
  private final Map<String, byte[]> small = new LinkedHashMap<>();
  private final Map<String, byte[]> large = new LinkedHashMap<>();
  private final Map<String, List<TestServer.Handler>> once = new ConcurrentHashMap<>();
  private final Map<String, TestServer.Handler> always = new ConcurrentHashMap<>();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private int pageSize = 1_000;
  private @Nullable String wantedToken;

  /** The files of bench/peers/hub_cache.py. */
  static TestHub withModel() {
    TestHub hub = new TestHub();
    hub.small("config.json", "{\"model_type\": \"bert\"}\n");
    hub.small("tokenizer.json", "{\"version\": \"1.0\"}\n");
    hub.small("1_Pooling/config.json", "{\"pooling_mode_mean_tokens\": true}\n");
    hub.small("README.md", "# A model\n");
    hub.large("model.safetensors", weights(1_000));
    return hub;
  }

  static byte[] weights(int size) {
    byte[] weights = new byte[size];
    for (int i = 0; i < size; i++) {
      weights[i] = (byte) (i * 7L % 251);
    }
    return weights;
  }

  void small(String path, String text) {
    small.put(path, text.getBytes(UTF_8));
  }

  /** Of a size that the hub keeps elsewhere. */
  void large(String path, byte[] content) {
    large.put(path, content);
  }

  void pageSize(int files) {
    pageSize = files;
  }

  void wantToken(String token) {
    wantedToken = token;
  }

  /** The next request to an address that ends so is answered by this. */
  void once(String end, TestServer.Handler handler) {
    once.computeIfAbsent(end, e -> new CopyOnWriteArrayList<>()).add(handler);
  }

  /** All requests to an address that ends so are answered by this. */
  void always(String end, TestServer.Handler handler) {
    always.put(end, handler);
  }

  TestServer hub() {
    return hub;
  }

  TestServer store() {
    return store;
  }

  /** What was said on the way. */
  List<String> notices() {
    return notices;
  }

  HubSettings settings(Path cache) {
    return new HubSettings(
        URI.create(hub.address()), cache, null, false, true, NO_PROXY, IMPATIENT);
  }

  PullResult pull(Path cache) {
    return pull(settings(cache), PullRequest.of(ModelReference.of(NAME)));
  }

  PullResult pull(HubSettings settings, PullRequest request) {
    PullListener listener =
        new PullListener() {
          @Override
          public void notice(String text) {
            notices.add(text);
          }
        };
    try (ModelHub client = new ModelHub(settings)) {
      return client.pull(request, listener);
    }
  }

  /** Of one of the large files. */
  String storeTarget(String path) {
    return "/" + sha256(contentOf(path)) + "?signature=1";
  }

  private byte[] contentOf(String path) {
    byte[] content = large.get(path);
    return content == null ? small.getOrDefault(path, new byte[0]) : content;
  }

  private TestServer.@Nullable Handler overridden(String target) {
    for (Map.Entry<String, List<TestServer.Handler>> entry : once.entrySet()) {
      if (target.endsWith(entry.getKey()) && !entry.getValue().isEmpty()) {
        return entry.getValue().removeFirst();
      }
    }
    return always.entrySet().stream()
        .filter(entry -> target.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private void answer(TestServer.Request request, OutputStream out)
      throws IOException, InterruptedException {
    TestServer.Handler other = overridden(request.target());
    String path = request.target().split("\\?", 2)[0];
    if (other != null) {
      other.answer(request, out);
    } else if (wantedToken != null
        && !("Bearer " + wantedToken).equals(request.headers().get("authorization"))) {
      TestServer.send(out, 401, Map.of("X-Error-Code", "GatedRepo"), new byte[0]);
    } else if (path.equals("/api/models/" + NAME + "/revision/main")) {
      json(out, Map.of(), "{\"id\": \"%s\", \"sha\": \"%s\"}".formatted(NAME, COMMIT));
    } else if (path.equals("/api/models/" + NAME + "/tree/" + COMMIT)) {
      page(request, out);
    } else if (path.startsWith("/" + NAME + "/resolve/" + COMMIT + "/")) {
      String prefix = "/" + NAME + "/resolve/" + COMMIT + "/";
      file(URLDecoder.decode(path.substring(prefix.length()), UTF_8), request, out);
    } else {
      String code =
          path.startsWith("/api/models/" + NAME + "/") ? "RevisionNotFound" : "RepoNotFound";
      TestServer.send(out, 404, Map.of("X-Error-Code", code), new byte[0]);
    }
  }

  static void json(OutputStream out, Map<String, String> headers, String json) throws IOException {
    TestServer.send(out, 200, headers, json.getBytes(UTF_8));
  }

  private void page(TestServer.Request request, OutputStream out) throws IOException {
    List<String> entries = new ArrayList<>();
    small.forEach((path, content) -> entries.add(entry(path, content, "")));
    large.forEach((path, content) ->
        entries.add(
            entry(
                path,
                content,
                ", \"lfs\": {\"oid\": \"%s\", \"size\": %d}"
                    .formatted(sha256(content), content.length))));
    String[] cursor = request.target().split("cursor=", 2);
    int from = cursor.length == 1 ? 0 : Integer.parseInt(cursor[1]);
    int to = Math.min(entries.size(), from + pageSize);
    String next =
        "<%s%s&cursor=%d>; rel=\"next\""
            .formatted(hub.address(), request.target().split("&", 2)[0], to);
    json(
        out,
        to < entries.size() ? Map.of("Link", next) : Map.of(),
        "[" + String.join(", ", entries.subList(from, to)) + "]");
  }

  private static String entry(String path, byte[] content, String lfs) {
    return "{\"type\": \"file\", \"path\": \"%s\", \"size\": %d, \"oid\": \"%s\"%s}"
        .formatted(path, content.length, lfs.isEmpty() ? gitHash(content) : POINTER_HASH, lfs);
  }

  /** Of the pointer that stands for the large file of {@link #withModel} in git. */
  private static final String POINTER_HASH = "eddf223295d13875d2abcaefa7bb850409e5914a";

  private void file(String path, TestServer.Request request, OutputStream out) throws IOException {
    Map<String, String> told = new TreeMap<>(Map.of("X-Repo-Commit", COMMIT));
    if (small.containsKey(path)) {
      told.put("ETag", "\"" + gitHash(contentOf(path)) + "\"");
      content(contentOf(path), request, told, out);
    } else if (large.containsKey(path)) {
      told.put("X-Linked-ETag", "\"" + sha256(contentOf(path)) + "\"");
      told.put("X-Linked-Size", String.valueOf(contentOf(path).length));
      told.put("Location", store.address() + storeTarget(path));
      TestServer.send(out, 302, told, "Found".getBytes(UTF_8));
    } else {
      TestServer.send(out, 404, Map.of("X-Error-Code", "EntryNotFound"), new byte[0]);
    }
  }

  private void answerFromStore(TestServer.Request request, OutputStream out)
      throws IOException, InterruptedException {
    TestServer.Handler other = overridden(request.target());
    if (other != null) {
      other.answer(request, out);
      return;
    }
    for (byte[] content : large.values()) {
      if (request.target().equals("/" + sha256(content) + "?signature=1")) {
        content(content, request, Map.of("ETag", "\"not-the-hash\""), out);
      }
    }
  }

  /** All, or from the byte on that is asked for. */
  static void content(
      byte[] content, TestServer.Request request, Map<String, String> told, OutputStream out)
      throws IOException {
    int from = request.from();
    Map<String, String> headers = new TreeMap<>(told);
    if (from > 0) {
      headers.put(
          "Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    TestServer.send(
        out, from > 0 ? 206 : 200, headers, Arrays.copyOfRange(content, from, content.length));
  }

  /** Announces all that is asked for, and ends after so many bytes. */
  static TestServer.Handler cut(byte[] content, int after) {
    return (request, out) -> {
      int from = request.from();
      Map<String, String> headers = new TreeMap<>();
      headers.put("Content-Length", String.valueOf(content.length - from));
      if (from > 0) {
        headers.put(
            "Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      TestServer.head(out, from > 0 ? 206 : 200, headers);
      out.write(content, from, Math.min(after, content.length - from));
    };
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  static String gitHash(byte[] content) {
    byte[] head = ("blob " + content.length + "\0").getBytes(UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return hex("SHA-1", all);
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hub.close();
    store.close();
  }
}
