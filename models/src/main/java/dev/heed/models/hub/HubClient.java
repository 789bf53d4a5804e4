package dev.heed.models.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Requests to one hub. Redirects are followed by hand: the token stays with the hub's own host, and
 * none leads from https to http, to another scheme, or in a circle.
 */
final class HubClient implements AutoCloseable {
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HubSettings settings;
  private final HttpClient http;

  HubClient(HubSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(settings.proxy())
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.patience().connect())
            .build();
  }

  /** Below the endpoint. */
  URI uri(String path) {
    return URI.create(settings.endpoint() + path);
  }

  /**
   * The answer behind all redirects, refusals included.
   *
   * @throws BusyException if the server asks to come again
   * @throws HubException if a redirect leads where none may
   */
  Answer get(URI start, Map<String, String> headers) throws IOException, InterruptedException {
    return send("GET", start, headers);
  }

  /** The same without the content, and not beyond the hub: it tells all about a file itself. */
  Answer head(URI start) throws IOException, InterruptedException {
    return send("HEAD", start, Map.of());
  }

  private Answer send(String method, URI start, Map<String, String> headers)
      throws IOException, InterruptedException {
    List<HttpHeaders> hub = new ArrayList<>();
    Set<URI> seen = new HashSet<>();
    URI at = start;
    while (seen.add(at) && seen.size() <= MOST_REDIRECTS + 1) {
      HttpResponse<TimedBody> response = http.send(request(method, at, headers), this::body);
      if (isHub(at)) {
        hub.add(response.headers());
      }
      int status = response.statusCode();
      if (BusyException.isBusy(status)) {
        response.body().discard();
        throw new BusyException(status, response.headers());
      }
      Answer answer = new Answer(at, isHub(at), status, response.headers(), hub, response.body());
      if (!REDIRECTS.contains(status)) {
        return answer;
      }
      URI target = target(at, answer);
      if (method.equals("HEAD") && !isHub(target)) {
        return answer;
      }
      response.body().discard();
      at = target;
    }
    throw new HubException(
        "%s: the hub redirects in a circle, or more than %d times"
            .formatted(start, MOST_REDIRECTS));
  }

  private HttpRequest request(String method, URI uri, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .timeout(settings.patience().answer())
            .header("User-Agent", "heed")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    AccessToken token = settings.token();
    if (token != null && isHub(uri)) {
      request.header("Authorization", "Bearer " + token.secret());
    }
    return request.build();
  }

  private TimedBody body(HttpResponse.ResponseInfo info) {
    return new TimedBody(settings.patience());
  }

  private boolean isHub(URI uri) {
    URI hub = settings.endpoint();
    return hub.getScheme().equalsIgnoreCase(uri.getScheme())
        && hub.getHost().equalsIgnoreCase(uri.getHost())
        && port(hub) == port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static URI target(URI from, Answer answer) {
    String location =
        answer
            .header("Location")
            .orElseThrow(() ->
                new HubException(
                    "%s: the hub redirects (%d) to no place".formatted(from, answer.status())));
    return checked(from, location);
  }

  /**
   * Where a place that a server names may lead us from there.
   *
   * @throws HubException if it may not
   */
  static URI checked(URI from, String place) {
    URI target;
    try {
      target = from.resolve(new URI(place.strip()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new HubException(
          "%s: the hub names '%s', which is no address".formatted(from, Printable.of(place)), e);
    }
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    boolean secure = from.getScheme().equalsIgnoreCase("https");
    if (target.getHost() == null
        || target.getRawUserInfo() != null
        || !(scheme.equals("https") || (scheme.equals("http") && !secure))) {
      throw new HubException(
          "%s: the hub leads to '%s'; only https%s is followed"
              .formatted(from, Printable.of(place), secure ? "" : " and http"));
    }
    return target;
  }

  /** Drops what is open. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
