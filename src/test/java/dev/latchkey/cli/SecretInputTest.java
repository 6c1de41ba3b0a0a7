package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.host.SecretLine;
import dev.latchkey.store.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretInputTest {

  private static final int LONGEST = 4096;

  private final Path directory;
  private final AdminRunner runner;

  SecretInputTest(@TempDir Path directory) {
    this.directory = directory;
    this.runner = new AdminRunner(directory);
  }

  private SecretInput input(String stdin, boolean mayAsk) {
    ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
    return new SecretInput(runner.host(stdin, nowhere, nowhere), mayAsk);
  }

  private static String text(Secret secret) {
    try (secret) {
      return secret.useExposedBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static void assertRefused(Runnable reading, ExitCode exit, String message) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(reading::run)
        .withMessage(message)
        .satisfies(e -> assertThat(e.exit()).isEqualTo(exit));
  }

  private String supplied(boolean stdin, @Nullable String file, @Nullable String descriptor) {
    return supplied("from-stdin\n", stdin, file, descriptor);
  }

  private String supplied(
      String input, boolean stdin, @Nullable String file, @Nullable String descriptor) {
    return text(input(input, true).supplied("secret", stdin, file, descriptor).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "'sesame',         sesame",
    "'sesame\n',       sesame",
    "'sesame\r\n',     sesame",
    "'sesame\nnot\n',  sesame",
    "'sesame\r\nnot',  sesame",
    "' se same \n',    ' se same '",
    "'ses\rame\n',     'ses\rame'",
    "'\u00fc\ud83d\udd11\n', \u00fc\ud83d\udd11",
  })
  void supplied_standardInput_isItsFirstLineWithoutItsEnd(String input, String secret) {
    assertThat(supplied(input, true, null, null)).isEqualTo(secret);
  }

  @Test
  void readLine_twice_leavesTheRestInTheStream() throws IOException {
    InputStream in =
        new ByteArrayInputStream("first\nsecond\n\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(text(SecretLine.read(in, SecretLine.MAX_BYTES).orElseThrow())).isEqualTo("first");
    assertThat(text(SecretLine.read(in, SecretLine.MAX_BYTES).orElseThrow())).isEqualTo("second");
    assertThat(text(SecretLine.read(in, SecretLine.MAX_BYTES).orElseThrow())).isEmpty();
    assertThat(SecretLine.read(in, SecretLine.MAX_BYTES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\nsesame\n"})
  void supplied_emptyFirstLine_isRefused(String input) {
    assertRefused(
        () -> supplied(input, true, null, null),
        ExitCode.USAGE,
        "the secret from standard input is empty");
  }

  @Test
  void supplied_endOfFile_isRefused() {
    assertRefused(
        () -> supplied("", true, null, null), ExitCode.USAGE, "no secret in standard input");
  }

  @Test
  void supplied_longLine_isRefusedFromOneByteTooMany() {
    String longest = "x".repeat(LONGEST);
    assertThat(supplied(longest, true, null, null)).isEqualTo(longest);
    assertThat(supplied(longest + "\n", true, null, null)).isEqualTo(longest);
    for (String more : new String[] {"x", "x\n", "x".repeat(1_000_000)}) {
      assertRefused(
          () -> supplied(longest + more, true, null, null),
          ExitCode.USAGE,
          "the secret from standard input is too long");
    }
  }

  @Test
  void supplied_file_isItsFirstLine() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "from-file\r\nmore");
    assertThat(supplied(false, file.toString(), null)).isEqualTo("from-file");
    Files.writeString(file, "");
    assertRefused(
        () -> supplied(false, file.toString(), null),
        ExitCode.USAGE,
        "no secret in '" + file + "'");
  }

  @Test
  void supplied_fileMissingOrDirectory_fails() {
    for (Path path : new Path[] {directory.resolve("missing"), directory}) {
      assertThatExceptionOfType(CommandException.class)
          .isThrownBy(() -> supplied(false, path.toString(), null))
          .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.FAILURE));
    }
  }

  @Test
  void supplied_descriptor_isItsFirstLine() throws IOException {
    Path file =
        Files.writeString(directory.resolve("secret"), "from-descriptor\nmore").toRealPath();
    try (InputStream open = new FileInputStream(file.toFile());
        Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.available()).isPositive();
      String number =
          descriptors
              .filter(descriptor -> leadsTo(descriptor, file))
              .map(descriptor -> descriptor.getFileName().toString())
              .findFirst()
              .orElseThrow();
      assertThat(supplied(false, null, number)).isEqualTo("from-descriptor");
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void supplied_descriptorNotOpen_fails() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> supplied(false, null, "987654"))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.FAILURE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sesame", "-1", "1.5", "0x3", "99999999999", "../../etc/passwd"})
  void supplied_descriptorIsNoNumber_isRefusedWithoutQuoting(String descriptor) {
    assertRefused(
        () -> supplied(false, null, descriptor), ExitCode.USAGE, "--secret-fd wants a number");
  }

  @Test
  void supplied_severalSources_isRefusedBeforeAnyIsRead() {
    String message =
        "more than one source of the secret: "
            + "--secret-stdin, --secret-file FILE or --secret-fd N";
    assertRefused(() -> supplied(true, "/missing", null), ExitCode.USAGE, message);
    assertRefused(() -> supplied(true, null, "0"), ExitCode.USAGE, message);
    assertRefused(() -> supplied(false, "/missing", "0"), ExitCode.USAGE, message);
    assertRefused(() -> supplied(true, "/missing", "0"), ExitCode.USAGE, message);
  }

  @Test
  void supplied_noSource_isEmptyAndAsksNobody() {
    runner.typed.add("typed");
    assertThat(input("stdin\n", true).supplied("secret", false, null, null))
        .isEqualTo(Optional.empty());
  }

  @Test
  void ask_somebodyThere_isWhatIsTyped() {
    runner.typed.add("typed");
    assertThat(text(input("stdin\n", true).ask("secret", "Secret: "))).isEqualTo("typed");
  }

  @Test
  void ask_nobodyThereOrNotAllowed_needsInput() {
    String message = "the secret is needed and there is nobody to ask";
    assertRefused(
        () -> text(input("stdin\n", true).ask("secret", "Secret: ")),
        ExitCode.INPUT_NEEDED,
        message);
    runner.typed.add("typed");
    assertRefused(
        () -> text(input("stdin\n", false).ask("secret", "Secret: ")),
        ExitCode.INPUT_NEEDED,
        message);
  }

  @Test
  void ask_emptyLine_isRefused() {
    runner.typed.add("");
    assertRefused(
        () -> text(input("", true).ask("secret", "Secret: ")),
        ExitCode.USAGE,
        "the secret from the terminal is empty");
  }
}
