package dev.heed.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hub on this machine with the repository {@code org/tiny}: the files of one folder. */
final class LocalHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final Path folder;
  private final long pauseMillis;
  private final ServerSocket socket;

  /**
   * @param pauseMillis within each file
   */
  LocalHub(Path folder, long pauseMillis) throws IOException {
    this.folder = folder;
    this.pauseMillis = pauseMillis;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "http://%s:%d"
        .formatted(InetAddress.getLoopbackAddress().getHostAddress(), socket.getLocalPort());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        serve(connection);
      } catch (IOException e) {
        // The client went away, or the test has ended.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
    String target = String.valueOf(in.readLine()).split(" ")[1].split("\\?")[0];
    String header = in.readLine();
    while (header != null && !header.isEmpty()) {
      header = in.readLine();
    }
    OutputStream out = connection.getOutputStream();
    String files = "/org/tiny/resolve/" + COMMIT + "/";
    if (target.equals("/api/models/org/tiny/revision/main")) {
      send(out, 200, ("{\"sha\": \"" + COMMIT + "\"}").getBytes(UTF_8));
    } else if (target.equals("/api/models/org/tiny/tree/" + COMMIT)) {
      send(out, 200, listing().getBytes(UTF_8));
    } else if (target.startsWith(files)) {
      send(out, 200, Files.readAllBytes(folder.resolve(target.substring(files.length()))));
    } else {
      send(out, 404, new byte[0]);
    }
  }

  private void send(OutputStream out, int status, byte[] body)
      throws IOException, InterruptedException {
    String code = status == 404 ? "X-Error-Code: RepoNotFound\r\n" : "";
    String head =
        "HTTP/1.1 %d x\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, code, body.length);
    out.write(head.getBytes(ISO_8859_1));
    out.write(body, 0, body.length / 2);
    out.flush();
    Thread.sleep(pauseMillis);
    out.write(body, body.length / 2, body.length - body.length / 2);
  }

  private String listing() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      return sorted.stream().map(LocalHub::entry).collect(Collectors.joining(",", "[", "]"));
    }
  }

  private static String entry(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      ByteArrayOutputStream blob = new ByteArrayOutputStream();
      blob.write(("blob " + content.length + "\0").getBytes(UTF_8));
      blob.write(content);
      String hash =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(blob.toByteArray()));
      return "{\"type\":\"file\",\"path\":\"%s\",\"size\":%d,\"oid\":\"%s\"}"
          .formatted(file.getFileName(), content.length, hash);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
