package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies between a person and a hub. */
@Timeout(60)
class NetworkTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final PullRequest MODEL = PullRequest.of(ModelReference.of(TestHub.NAME));

  @TempDir Path folder;

  @Test
  void aCertificateThatNobodyVouchesForIsNotTrusted() throws Exception {
    List<String> notices = new ArrayList<>();
    try (SSLServerSocket server = selfSigned()) {
      Thread.ofVirtual().start(() -> shakeHands(server));
      HubSettings settings =
          HubSettings.of(Map.of("HF_ENDPOINT", "https://localhost:" + server.getLocalPort()))
              .withCache(folder.resolve("cache"));
      PullListener listener =
          new PullListener() {
            @Override
            public void notice(String text) {
              notices.add(text);
            }
          };
      try (ModelHub hub = new ModelHub(settings)) {
        assertThatExceptionOfType(HubUnreachableException.class)
            .isThrownBy(() -> hub.pull(MODEL, listener))
            .withMessageContaining("certificate is not trusted")
            .withMessageContaining("javax.net.ssl.trustStore");
      }
    }
    assertThat(notices).isEmpty(); // to try again would not help
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void aProxyIsAskedInPlaceOfTheHub() {
    try (TestServer proxy =
            new TestServer((request, out) ->
                TestServer.send(out, 404, Map.of("X-Error-Code", "RepoNotFound"), new byte[0]));
        ModelHub hub =
            new ModelHub(
                HubSettings.of(
                        Map.of("HF_ENDPOINT", "http://hub.invalid", "HTTP_PROXY", proxy.address()))
                    .withCache(folder))) {
      assertThatExceptionOfType(HubException.class)
          .isThrownBy(() -> hub.pull(MODEL, PullListener.NONE))
          .withMessageContaining("there is no repository org/tiny");
      assertThat(proxy.requests())
          .extracting(TestServer.Request::target)
          .containsExactly("http://hub.invalid/api/models/org/tiny/revision/main");
    }
  }

  private SSLServerSocket selfSigned()
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-alias",
                    "hub",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    made.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static void shakeHands(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (SSLSocket connection = (SSLSocket) server.accept()) {
        connection.startHandshake();
      } catch (IOException e) {
        // The client does not trust us, or the test has ended.
      }
    }
  }
}
