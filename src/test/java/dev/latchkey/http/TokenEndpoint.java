package dev.latchkey.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback interface that answers 200 to whoever shows a token in the header {@code
 * Authorization: PBSAPIToken=ID:SECRET}, and 401 to anybody else.
 *
 * <p>Its own copies of a secret are overwritten before it answers; the header itself belongs to the
 * JDK's server.
 */
public final class TokenEndpoint implements AutoCloseable {

  /** Decides who is let in. */
  @FunctionalInterface
  public interface Check {

    /**
     * Whether a secret is the token's.
     *
     * @param tokenId as it was sent
     * @param secret closed by the endpoint
     */
    boolean accepts(String tokenId, Secret secret);
  }

  private static final String SCHEME = "PBSAPIToken=";

  private final HttpServer server;
  private final ExecutorService threads;

  private TokenEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Listens on a free port, with a virtual thread for each request. */
  public static TokenEndpoint start(Check check) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, check));
    server.start();
    return new TokenEndpoint(server, threads);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, Check check) throws IOException {
    boolean accepted = isAccepted(exchange.getRequestHeaders().get("Authorization"), check);
    if (!accepted) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "PBSAPIToken");
    }
    exchange.sendResponseHeaders(accepted ? 200 : 401, -1);
  }

  private static boolean isAccepted(@Nullable List<String> headers, Check check) {
    if (headers == null || headers.size() != 1) {
      return false;
    }
    // Each character is a byte of the request.
    String header = headers.getFirst();
    int colon = header.indexOf(':');
    if (colon < 0 || !header.startsWith(SCHEME)) {
      return false;
    }
    byte[] id = header.substring(SCHEME.length(), colon).getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[header.length() - colon - 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) header.charAt(colon + 1 + i);
    }
    try (Secret secret = Secret.copyOf(bytes)) {
      return check.accepts(new String(id, StandardCharsets.UTF_8), secret);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
