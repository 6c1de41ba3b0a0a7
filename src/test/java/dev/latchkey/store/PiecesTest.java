package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PiecesTest {

  @Test
  void writeTo_rangesLargerThanOneWrite_writesThemInTheirOrder(@TempDir Path directory)
      throws IOException {
    byte[] large = new byte[700_001];
    new Random(1).nextBytes(large);
    byte[] small = {1, 2, 3};
    Pieces pieces = new Pieces();
    pieces.add(large, 7, large.length);
    pieces.add(small);
    pieces.add(small, 2, 2);
    pieces.add(large, 0, 262_144);
    byte[] expected = new byte[large.length - 7 + 3 + 262_144];
    System.arraycopy(large, 7, expected, 0, large.length - 7);
    System.arraycopy(small, 0, expected, large.length - 7, 3);
    System.arraycopy(large, 0, expected, large.length - 4, 262_144);

    Path file = directory.resolve("file");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      pieces.writeTo(channel);
    }

    assertThat(Arrays.mismatch(Files.readAllBytes(file), expected)).isEqualTo(-1);
    assertThat(Arrays.mismatch(pieces.toBytes(), expected)).isEqualTo(-1);
    assertThat(pieces.length()).isEqualTo(expected.length);
  }
}
