package dev.heed.models.hub;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The proxies that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name, in capitals or not, as
 * other programs take them; where none is named, those of Java's system properties.
 */
final class EnvironmentProxy extends ProxySelector {
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  private final HubEnvironment environment;

  /**
   * @throws HubException if the one for this address is no HTTP proxy, or wants a password
   */
  EnvironmentProxy(HubEnvironment environment, URI endpoint) {
    this.environment = environment;
    select(endpoint);
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<String> named = variable(uri.getScheme() + "_proxy").or(() -> variable("all_proxy"));
    if (named.isEmpty()) {
      ProxySelector standard = ProxySelector.getDefault();
      return standard == null ? List.of(Proxy.NO_PROXY) : standard.select(uri);
    }
    return isExempt(uri.getHost()) ? List.of(Proxy.NO_PROXY) : List.of(proxy(named.get()));
  }

  private static Proxy proxy(String text) {
    try {
      URI address = URI.create("http://" + text.strip().replaceFirst("^https?://", ""));
      if (address.getHost() != null
          && address.getUserInfo() == null
          && address.getPath().matches("/?")) {
        int port = address.getPort() < 0 ? 80 : address.getPort();
        return new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
      }
    } catch (IllegalArgumentException e) {
      // Said below; its message holds the password, where there is one.
    }
    throw new HubException(
        "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names no proxy that can be used; expected http://HOST:PORT without a password");
  }

  private boolean isExempt(String host) {
    return LIST.splitToList(variable("no_proxy").orElse("")).stream()
        .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
        .anyMatch(entry ->
            entry.equals("*")
                || host.equalsIgnoreCase(entry)
                || Ascii.toLowerCase(host).endsWith("." + Ascii.toLowerCase(entry)));
  }

  private Optional<String> variable(String name) {
    return environment.variable(name).or(() -> environment.variable(Ascii.toUpperCase(name)));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException reason) {}
}
