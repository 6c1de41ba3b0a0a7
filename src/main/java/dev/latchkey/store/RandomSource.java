package dev.latchkey.store;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Where random bytes come from. Implementations are thread-safe. */
@FunctionalInterface
public interface RandomSource {

  /** Overwrites the whole array with random bytes. */
  void fill(byte[] bytes);

  /**
   * The kernel's generator, {@code /dev/urandom}: what {@link java.security.SecureRandom} reads on
   * Linux too, without the 8 to 14 ms that the start of the security providers takes.
   *
   * <p>{@link #fill} throws {@link UnavailableException} if the device cannot be read.
   */
  static RandomSource ofKernel() {
    String device = "/dev/urandom";
    return bytes -> {
      try (InputStream in = new FileInputStream(device)) {
        if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
          throw new IOException("end of file");
        }
      } catch (IOException e) {
        throw new UnavailableException(Path.of(device), e);
      }
    };
  }
}
