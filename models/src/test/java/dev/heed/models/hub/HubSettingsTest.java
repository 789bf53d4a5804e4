package dev.heed.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables mean what they mean to huggingface_hub. */
class HubSettingsTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "'', /home/me/.cache/huggingface/hub",
    "XDG_CACHE_HOME=/x, /x/huggingface/hub",
    "HF_HOME=/h XDG_CACHE_HOME=/x, /h/hub",
    "HF_HOME=~/h, /home/me/h/hub",
    "HF_HOME=$HOME/h, /home/me/h/hub",
    "HF_HOME=${HOME}/h, /home/me/h/hub",
    "HF_HOME=/h$NOBODY, /h$NOBODY/hub",
    "HUGGINGFACE_HUB_CACHE=/old HF_HOME=/h, /old",
    "HF_HUB_CACHE=/c HUGGINGFACE_HUB_CACHE=/old HF_HOME=/h, /c"
  })
  void theCacheIsWhereThePythonPackageHasIt(String variables, String cache) {
    assertThat(settings(variables).cache()).isEqualTo(Path.of(cache));
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "HF_HUB_OFFLINE=1, true",
    "HF_HUB_OFFLINE=true, true",
    "HF_HUB_OFFLINE=0, false",
    "TRANSFORMERS_OFFLINE=yes, true"
  })
  void offlineIsSaidInManyWays(String variables, boolean offline) {
    assertThat(settings(variables).offline()).isEqualTo(offline);
  }

  @Test
  void theTokenIsThatOfTheVariableOrOfTheFile() throws IOException {
    assertThat(settings("HF_HOME=" + home).token()).isNull();
    Files.writeString(home.resolve("token"), "hf_file\n");
    assertThat(settings("HF_HOME=" + home).token())
        .isEqualTo(new AccessToken("hf_file", home.resolve("token").toString()));
    assertThat(settings("HF_TOKEN=hf_variable HF_HOME=" + home).token())
        .isEqualTo(new AccessToken("hf_variable", "HF_TOKEN"));
    assertThat(settings("HF_HUB_DISABLE_IMPLICIT_TOKEN=1 HF_HOME=" + home).token()).isNull();
  }

  @Test
  void aTokenThatBreaksTheHeaderIsRefused() throws IOException {
    Files.writeString(home.resolve("token"), "hf_a\r\nHost: evil");
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> settings("HF_HOME=" + home))
        .withMessageContaining("no token has")
        .withMessageNotContaining("evil");
  }

  @Test
  void theEndpointIsThePublicHubWhereNoneIsNamed() {
    assertThat(settings("").endpoint()).hasToString("https://huggingface.co");
    assertThat(settings("HF_ENDPOINT=http://localhost:8080/hub/").endpoint())
        .hasToString("http://localhost:8080/hub");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huggingface.co",
        "file:///etc",
        "ftp://h",
        "https://",
        "https://u:p@h",
        "https://h?x"
      })
  void anEndpointThatIsNoWebAddressIsRefused(String endpoint) {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> settings("HF_ENDPOINT=" + endpoint))
        .withMessageContaining("HF_ENDPOINT");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY=http://p:1, https://hub.example/, p:1",
    "https_proxy=p:1 HTTPS_PROXY=q:2, https://hub.example/, p:1",
    "HTTPS_PROXY=http://p:1, http://hub.example/, none",
    "ALL_PROXY=http://p, http://hub.example/, p:80",
    "'ALL_PROXY=p:1 NO_PROXY=other,hub.example', http://hub.example/, none",
    "ALL_PROXY=p:1 NO_PROXY=.example, http://hub.example/, none",
    "ALL_PROXY=p:1 NO_PROXY=b.example, http://hub.example/, p:1",
    "ALL_PROXY=p:1 NO_PROXY=*, http://hub.example/, none"
  })
  void aProxyIsTakenAsOtherProgramsTakeIt(String variables, String uri, String proxy) {
    Proxy chosen = settings(variables).proxy().select(URI.create(uri)).getFirst();
    String text =
        chosen.address() instanceof InetSocketAddress address
            ? address.getHostString() + ":" + address.getPort()
            : "none";
    assertThat(text).isEqualTo(proxy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://user:password@p:1", "socks5://p:1", "http://", "http://a b"})
  void aProxyOfAnotherKindIsRefused(String proxy) {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> HubSettings.of(Map.of("HTTPS_PROXY", proxy)))
        .withMessageContaining("HTTPS_PROXY")
        .withMessageNotContaining("password@");
  }

  /** From git hash-object. */
  @Test
  void aGitHashIsThatOfGit() {
    FileHash hash = new FileHash("ce013625030ba8dba906f756967f9e9ca394464a");
    MessageDigest digest = hash.digest(6);
    digest.update("hello\n".getBytes(UTF_8));
    assertThat(hash.isThatOf(digest)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"999, 999 B", "1000, 1.00 kB", "269060552, 269 MB", "4920000000, 4.92 GB"})
  void sizesAreWrittenForPeople(long bytes, String text) {
    assertThat(ByteCount.of(bytes)).isEqualTo(text);
  }

  private static HubSettings settings(String variables) {
    Map<String, String> all = new HashMap<>(Map.of("HOME", "/home/me"));
    for (String variable : variables.split(" ")) {
      String[] parts = variable.split("=", 2);
      if (parts.length == 2) {
        all.put(parts[0], parts[1]);
      }
    }
    return HubSettings.of(all);
  }
}
