package dev.heed.models.hub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** HTTP on bare sockets, one request a connection: it may break every rule of the protocol. */
final class TestServer implements AutoCloseable {
  /** Writes an answer, or what it likes. */
  interface Handler {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /**
   * @param target path and query
   * @param headers by their names in lower case
   */
  record Request(String method, String target, Map<String, String> headers) {
    /** The first byte that is wanted. */
    int from() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }
  }

  private final ServerSocket socket;
  private final Handler handler;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  TestServer(Handler handler) {
    this.handler = handler;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "http://%s:%d"
        .formatted(InetAddress.getLoopbackAddress().getHostAddress(), socket.getLocalPort());
  }

  /** All so far. */
  List<Request> requests() {
    return requests;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = connection.getOutputStream()) {
      String[] first = line(in).split(" ");
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String[] header = line.split(":", 2);
        headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
      }
      Request request = new Request(first[0], first[1], headers);
      requests.add(request);
      handler.answer(request, out);
      out.flush();
    } catch (IOException e) {
      return; // the client went away, as clients do when they are lied to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The head of an answer; the body is the caller's. */
  static void head(OutputStream out, int status, Map<String, String> headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
  }

  /** A whole answer with its length. */
  static void send(OutputStream out, int status, Map<String, String> headers, byte[] body)
      throws IOException {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Content-Length", String.valueOf(body.length));
    head(out, status, all);
    out.write(body);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
