package dev.heed.models.hub;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came at the end of all redirects.
 *
 * @param uri of the last request
 * @param fromHub whether the hub itself gave it, not a host that it sent us to
 * @param status of the last answer
 * @param headers of the last answer
 * @param hub headers of the hub's own answers in order; only these are believed about a file
 * @param body not read yet
 */
record Answer(
    URI uri,
    boolean fromHub,
    int status,
    HttpHeaders headers,
    List<HttpHeaders> hub,
    TimedBody body) {

  /** A header of the last answer. */
  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** A header that the hub itself sent, with a redirect or with the content. */
  Optional<String> told(String name) {
    return hub.stream()
        .map(sent -> sent.firstValue(name).orElse(null))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** The hash that the hub's entity tag is, where it is one. */
  Optional<FileHash> toldHash() {
    return told("X-Linked-Etag").or(() -> told("ETag")).flatMap(FileHash::ofEtag);
  }

  boolean isRefusal() {
    return status >= 400;
  }
}
