package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write and sign is what openssl would have written, and what it verifies. */
class OpensslTest {

  private final AuthKeyScene scene;
  private final Path temporary;

  OpensslTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
    this.temporary = directory;
  }

  @BeforeAll
  static void requireOpenssl() {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
    assumeTrue(found, "openssl is not installed");
  }

  /** What openssl came to; the output byte for byte. */
  private record Outcome(int exit, String out) {}

  private Outcome openssl(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(scene.config.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String bytes = new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Outcome(process.waitFor(), bytes);
    }
  }

  private void rotate(KeyAlgorithm algorithm) {
    assertThat(scene.keys().rotate(algorithm, true, null).done()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "RSA_2048"})
  void keyFiles_areByteForByteThoseOfOpenssl(KeyAlgorithm algorithm) throws Exception {
    rotate(algorithm);
    boolean rsa = algorithm == KeyAlgorithm.RSA_2048;
    String key = text(AuthKeyScene.PRIVATE);
    assertThat(key)
        .startsWith(rsa ? "-----BEGIN RSA PRIVATE KEY-----\n" : "-----BEGIN PRIVATE KEY-----\n");
    Outcome again =
        rsa
            ? openssl("rsa", "-traditional", "-check", "-in", "authkey.key")
            : openssl("pkey", "-check", "-in", "authkey.key");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).contains(key);

    Outcome publicKey = openssl("pkey", "-in", "authkey.key", "-pubout");
    assertThat(publicKey.out()).isEqualTo(text(AuthKeyScene.PUBLIC));
    Outcome der = openssl("pkey", "-pubin", "-in", "authkey.pub", "-outform", "DER");
    assertThat(scene.fingerprint(AuthKeyScene.PUBLIC)).isEqualTo(sha256(der.out()));
  }

  private String text(String name) {
    return new String(scene.bytes(name), StandardCharsets.ISO_8859_1);
  }

  private static String sha256(String bytes) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.ofDelimiter(":").formatHex(digest);
  }

  private boolean verifies(KeyAlgorithm algorithm, String ticket, @Nullable String additional)
      throws IOException, InterruptedException {
    int mark = ticket.indexOf("::");
    String signed = ticket.substring(0, mark) + (additional == null ? "" : ":" + additional);
    Path message = Files.writeString(temporary.resolve("message"), signed);
    byte[] bytes = Base64.getDecoder().decode(ticket.substring(mark + 2));
    Path signature = Files.write(temporary.resolve("signature"), bytes);
    String[] command =
        algorithm == KeyAlgorithm.ED25519
            ? new String[] {
              "pkeyutl",
              "-verify",
              "-pubin",
              "-inkey",
              "authkey.pub",
              "-rawin",
              "-in",
              message.toString(),
              "-sigfile",
              signature.toString()
            }
            : new String[] {
              "dgst",
              "-sha256",
              "-verify",
              "authkey.pub",
              "-signature",
              signature.toString(),
              message.toString()
            };
    return openssl(command).exit() == 0;
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "RSA_2048"})
  void tickets_withAndWithoutAdditionalData_areVerifiedByOpenssl(KeyAlgorithm algorithm)
      throws Exception {
    rotate(algorithm);
    TicketSigner signer = scene.keys().signer();
    String free = signer.sign("PBS", "ren\u00e9@pam:100%", null);
    String bound = signer.sign("PBS", "ren\u00e9@pam:100%", "fe80::1%\u00e9");
    assertThat(free).startsWith("PBS:ren%C3%A9@pam%3A100%25:69A42A40::");
    assertThat(verifies(algorithm, free, null)).isTrue();
    assertThat(verifies(algorithm, bound, "fe80::1%\u00e9")).isTrue();
    // The positive control: openssl does look at what it is given.
    assertThat(verifies(algorithm, bound, null)).isFalse();
    assertThat(verifies(algorithm, free, "")).isFalse();
  }
}
