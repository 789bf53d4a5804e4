package dev.heed.models.hub;

import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which hub, which cache, and in whose name.
 *
 * @param endpoint of the hub, http or https, without a slash at its end
 * @param cache the folder that huggingface_hub calls the hub cache
 * @param token sent to the endpoint's own host alone; null for none
 * @param offline no request is made
 * @param symlinks snapshots are links to blobs, where the file system has them; else copies
 * @param proxy the way to other machines
 * @param patience with a slow or busy hub
 */
public record HubSettings(
    URI endpoint,
    Path cache,
    @Nullable AccessToken token,
    boolean offline,
    boolean symlinks,
    ProxySelector proxy,
    Patience patience) {
  private static final String PUBLIC = "https://huggingface.co";

  /**
   * Checks the endpoint.
   *
   * @throws HubException if it is no address of a web server
   */
  public HubSettings {
    check(endpoint);
  }

  /** As the variables of this process say: {@link #of(Map)}. */
  public static HubSettings fromEnvironment() {
    return of(System.getenv());
  }

  /**
   * As Python's huggingface_hub takes them from these variables: HF_ENDPOINT; HF_HUB_CACHE,
   * HF_HOME, XDG_CACHE_HOME; HF_TOKEN, HF_TOKEN_PATH or the file {@code token} in HF_HOME;
   * HF_HUB_OFFLINE; HF_HUB_DISABLE_SYMLINKS; HTTPS_PROXY and NO_PROXY.
   *
   * @throws HubException if one makes no sense
   */
  public static HubSettings of(Map<String, String> variables) {
    HubEnvironment environment = new HubEnvironment(variables);
    URI endpoint = uri(environment.variable("HF_ENDPOINT").orElse(PUBLIC).strip());
    check(endpoint);
    return new HubSettings(
        endpoint,
        environment.cache(),
        environment.token().orElse(null),
        environment.isOn("HF_HUB_OFFLINE") || environment.isOn("TRANSFORMERS_OFFLINE"),
        !environment.isOn("HF_HUB_DISABLE_SYMLINKS"),
        new EnvironmentProxy(environment, endpoint),
        Patience.DEFAULT);
  }

  /** The cache that these variables name; the token is not looked at. */
  static Path cacheOf(Map<String, String> variables) {
    return new HubEnvironment(variables).cache();
  }

  /** The same with another cache. */
  public HubSettings withCache(Path folder) {
    return new HubSettings(endpoint, folder, token, offline, symlinks, proxy, patience);
  }

  /** The same with other patience. */
  public HubSettings withPatience(Patience other) {
    return new HubSettings(endpoint, cache, token, offline, symlinks, proxy, other);
  }

  private static void check(URI endpoint) {
    String scheme = Optional.ofNullable(endpoint.getScheme()).orElse("");
    if (!(scheme.equals("https") || scheme.equals("http"))
        || endpoint.getHost() == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null) {
      throw new HubException(
          "HF_ENDPOINT: '%s' is no address of a hub; expected one such as %s"
              .formatted(Printable.of(endpoint.toString()), PUBLIC));
    }
  }

  private static URI uri(String text) {
    try {
      return new URI(text.replaceFirst("/+$", ""));
    } catch (URISyntaxException e) {
      throw new HubException(
          "HF_ENDPOINT: '%s' is no address: %s".formatted(Printable.of(text), e.getReason()), e);
    }
  }
}
