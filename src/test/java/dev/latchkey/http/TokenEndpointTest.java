package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointTest {

  private static final String SECRET = "päss:phrase";
  private static final String RIGHT = "Authorization: PBSAPIToken=jörg@pbs!ci:" + SECRET + "\r\n";

  @TempDir Path directory;

  private TokenEndpoint endpoint;
  private Socket socket;

  @BeforeEach
  void start() throws IOException {
    TokenRepository tokens =
        Latchkey.builder(directory.resolve("config"))
            .runDirectory(directory.resolve("run"))
            .open()
            .tokens();
    try (Secret secret = Secret.copyOf(SECRET.getBytes(StandardCharsets.UTF_8))) {
      tokens.create(TokenId.parse("jörg@pbs!ci"), TokenSettings.DEFAULT, secret);
    }
    TokenVerifier verifier = tokens.verifier();
    endpoint =
        TokenEndpoint.start(
            (id, secret) -> verifier.verify(id, secret) instanceof Verification.Valid);
    socket = new Socket(endpoint.address().getAddress(), endpoint.address().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    endpoint.close();
  }

  /** The head of the answer, which is all of it, to a request on the one connection. */
  private String request(String headers) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    InputStream input = socket.getInputStream();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = input.read();
      assertThat(next).as("the connection stays open").isNotNegative();
      answer.write(next);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void request_withTheRightSecret_isAnsweredWith200() throws IOException {
    assertThat(request(RIGHT)).startsWith("HTTP/1.1 200 ");
    assertThat(request(RIGHT)).as("from memory").startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization:\r\n",
        "Authorization: PBSAPIToken=\r\n",
        "Authorization: PBSAPIToken=:\r\n",
        "Authorization: PBSAPIToken=jörg@pbs!ci\r\n",
        "Authorization: PBSAPIToken=jörg@pbs!ci:\r\n",
        "Authorization: PBSAPIToken=jörg@pbs!ci:wrong-secret\r\n",
        "Authorization: PBSAPIToken=jörg@pbs!other:" + SECRET + "\r\n",
        "Authorization: PBSAPIToken=\u0001!@:" + SECRET + "\r\n",
        "Authorization: Basic am9yZzpwYXNz:" + SECRET + "\r\n",
        RIGHT + RIGHT,
      })
  void request_withoutTheRightSecret_isAnsweredWith401AndTheNextOneServed(String headers)
      throws IOException {
    String refused = request(headers);

    assertThat(refused).startsWith("HTTP/1.1 401 ").doesNotContain("secret", SECRET);
    assertThat(request(RIGHT)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void request_withAnOversizedIdOrSecret_isAnsweredWith401() throws IOException {
    String oversized = "x".repeat(100_000);

    assertThat(request("Authorization: PBSAPIToken=jörg@pbs!ci:" + oversized + "\r\n"))
        .startsWith("HTTP/1.1 401 ");
    assertThat(request("Authorization: PBSAPIToken=" + oversized + "@pbs!ci:" + SECRET + "\r\n"))
        .startsWith("HTTP/1.1 401 ");
  }
}
