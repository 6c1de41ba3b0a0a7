package dev.latchkey.bench;

import dev.latchkey.http.TokenEndpoint;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Requests over one connection for each thread, to an endpoint in this process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EndpointBenchmark {

  /** What the endpoint does to let somebody in. */
  public enum Check {
    /** Nothing: what is left is the server, the client and the kernel. */
    NONE,
    /** Asks the verifier, which remembers the secret. */
    CACHED,
    /** Hashes the secret. */
    HASHED
  }

  @Param public Check check = Check.NONE;

  private TokenDirectory directory;
  private TokenEndpoint endpoint;

  /** A connection that is kept. The client does as little as can be, since it takes part. */
  @State(Scope.Thread)
  public static class Connection {

    private static final byte[] REQUEST =
        ("GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: PBSAPIToken="
                + TokenDirectory.id(0)
                + ':'
                + TokenDirectory.SECRET
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final byte[] answer = new byte[1024];
    private Socket socket;

    @Setup
    public void connect(EndpointBenchmark benchmark) throws IOException {
      InetSocketAddress address = benchmark.endpoint.address();
      socket = new Socket(address.getAddress(), address.getPort());
      socket.setTcpNoDelay(true);
    }

    @TearDown
    public void disconnect() throws IOException {
      socket.close();
    }

    /** The status of the answer, which has no body. */
    int request() throws IOException {
      socket.getOutputStream().write(REQUEST);
      InputStream input = socket.getInputStream();
      int length = 0;
      do {
        int count = input.read(answer, length, answer.length - length);
        if (count <= 0) {
          throw new IOException("the answer ends in its head");
        }
        length += count;
      } while (!endsHead(length));
      return 100 * (answer[9] - '0') + 10 * (answer[10] - '0') + answer[11] - '0';
    }

    private boolean endsHead(int length) {
      return length >= 4 && answer[length - 1] == '\n' && answer[length - 3] == '\n';
    }
  }

  @Setup
  public void open() throws IOException {
    directory = new TokenDirectory(10, 1);
    TokenRepository tokens = directory.open().tokens();
    TokenVerifier verifier = tokens.verifier();
    endpoint =
        TokenEndpoint.start(
            switch (check) {
              case NONE -> (id, secret) -> true;
              case CACHED ->
                  (id, secret) -> verifier.verify(id, secret) instanceof Verification.Valid;
              case HASHED ->
                  (id, secret) ->
                      tokens.verify(TokenId.parse(id), secret) instanceof Verification.Valid;
            });
  }

  @TearDown
  public void close() throws IOException {
    endpoint.close();
    directory.close();
  }

  @Benchmark
  public int request(Connection connection) throws IOException {
    int status = connection.request();
    if (status != 200) {
      throw new IllegalStateException("answered with " + status);
    }
    return status;
  }
}
