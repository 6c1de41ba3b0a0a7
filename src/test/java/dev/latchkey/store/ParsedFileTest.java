package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParsedFileTest {

  private final ConfigFixture fixture;
  private final ParsedFile<String> parsed;
  private int parses;

  ParsedFileTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.parsed =
        new ParsedFile<>(
            fixture.store(),
            "file",
            10,
            image -> {
              parses++;
              return image.exists() ? image.text() : null;
            });
  }

  @BeforeEach
  void write() throws IOException {
    fixture.write("file", "one");
  }

  @Test
  void current_unchangedFile_isParsedOnce() {
    assertThat(parsed.current()).isEqualTo("one");
    assertThat(parsed.current()).isEqualTo("one");
    assertThat(parses).isOne();
  }

  @Test
  void current_fileOfAnotherSize_isParsedAgain() throws IOException {
    parsed.current();
    fixture.write("file", "three");

    assertThat(parsed.current()).isEqualTo("three");
    assertThat(parses).isEqualTo(2);
  }

  @Test
  void current_fileOfAnotherTime_isParsedAgain() throws IOException {
    parsed.current();
    Files.setLastModifiedTime(fixture.file("file"), FileTime.from(Instant.EPOCH));

    assertThat(parsed.current()).isEqualTo("one");
    assertThat(parses).isEqualTo(2);
  }

  @Test
  void current_fileThatGoesAndComes_followsIt() throws IOException {
    parsed.current();
    Files.delete(fixture.file("file"));
    assertThat(parsed.current()).isNull();
    assertThat(parsed.current()).isNull();
    assertThat(parses).as("its absence is remembered too").isEqualTo(2);

    fixture.write("file", "two");
    assertThat(parsed.current()).isEqualTo("two");
    assertThat(parses).isEqualTo(3);
  }

  @Test
  void current_fileBeyondItsLimit_isRefusedAndNotParsed() throws IOException {
    fixture.write("file", "x".repeat(11));

    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(parsed::current);
    assertThat(parses).isZero();
  }
}
