package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody finds who gets hold of a heap dump of a server. */
class HeapDumpIT {

  private static final String ID = "backup@pbs!ci";

  @TempDir Path directory;

  /** With one of each length that a digest takes in differently. */
  @ParameterizedTest
  @ValueSource(ints = {16, 36, 72})
  void heapDump_ofWarmVerifier_holdsNoSecret(int length) throws Exception {
    Path config = directory.resolve("config");
    Path run = directory.resolve("run");
    byte[] control = randomText(length);
    byte[] text = randomText(length);
    try (Secret secret = Secret.copyOf(text)) {
      Latchkey.builder(config)
          .runDirectory(run)
          .open()
          .tokens()
          .create(TokenId.parse(ID), TokenSettings.DEFAULT, secret);
    }

    byte[] dump = dump(config, run, text, control);

    assertThat(occurs(control, dump)).as("what is kept in a field is found").isTrue();
    assertThat(occurs(text, dump)).as("the secret").isFalse();
    byte[] end = Arrays.copyOfRange(text, length - 8, length);
    assertThat(occurs(end, dump)).as("its end").isFalse();
  }

  private byte[] dump(Path config, Path run, byte[] secret, byte[] control) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Process process =
        new ProcessBuilder(
                java.resolve("java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/latchkey.jar:target/lib/*",
                WarmVerifier.class.getName(),
                config.toString(),
                run.toString(),
                ID,
                Integer.toString(secret.length))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        OutputStream input = process.getOutputStream()) {
      input.write(secret);
      input.flush();
      assertThat(output.readLine()).isEqualTo("warm");
      input.write(control);
      input.flush();
      assertThat(output.readLine()).isEqualTo("kept " + control.length);
      Path file = directory.resolve("heap.hprof");
      Process jcmd =
          new ProcessBuilder(
                  java.resolve("jcmd").toString(),
                  Long.toString(process.pid()),
                  "GC.heap_dump",
                  "-all",
                  file.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(jcmd.waitFor()).isZero();
      return Files.readAllBytes(file);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static byte[] randomText(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i += 36) {
      try (Secret random = Secret.randomUuid(RandomSource.ofKernel())) {
        int count = Math.min(random.length(), length - i);
        ByteBuffer part = ByteBuffer.wrap(text, i, count);
        random.useExposedBytes(bytes -> part.put(bytes, 0, count));
      }
    }
    return text;
  }

  /** Whether the bytes stand anywhere, as Latin-1 or as UTF-16 in either order. */
  private static boolean occurs(byte[] text, byte[] dump) {
    String haystack = new String(dump, StandardCharsets.ISO_8859_1);
    String needle = new String(text, StandardCharsets.ISO_8859_1);
    return haystack.contains(needle)
        || haystack.contains(
            new String(needle.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))
        || haystack.contains(
            new String(needle.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
  }
}
