package dev.latchkey.key;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key that is brought in from elsewhere. Holds it until it is closed. Not thread-safe.
 *
 * <p>Either the key itself, or a protected key file, which is stored as it is.
 */
public final class KeyInput implements AutoCloseable {

  /** The most bytes that a key file has. */
  public static final int MAX_BYTES = KeyFile.MAX_BYTES;

  private static final int HEX_DIGITS = 2 * KeyFile.KEY_BYTES;

  private final Path source;
  private final @Nullable KeyFile file;
  private final Secret content;

  private KeyInput(Path source, @Nullable KeyFile file, Secret content) {
    this.source = source;
    this.file = file;
    this.content = content;
  }

  /**
   * Reads a key.
   *
   * @param source where it comes from, for exceptions
   * @param content the caller closes it
   * @param format null to recognize it
   * @throws CorruptFileException if it has none of the forms, or not the one that is asked for
   */
  public static KeyInput parse(Path source, Secret content, @Nullable KeyFormat format) {
    return content.useExposedBytes(bytes -> parse(source, bytes, format));
  }

  private static KeyInput parse(Path source, byte[] bytes, @Nullable KeyFormat asked) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    KeyFormat format = asked == null ? recognize(bytes, end) : asked;
    if (format == null || bytes.length > MAX_BYTES) {
      throw new CorruptFileException(
          source, bytes.length > MAX_BYTES ? Problem.TOO_LARGE : Problem.NO_KEY);
    } else if (format == KeyFormat.JSON) {
      return new KeyInput(source, KeyFile.parse(source, bytes), Secret.copyOf(bytes));
    }
    byte[] material =
        switch (format) {
          case HEX -> hex(bytes, end);
          case BASE64 -> base64(bytes, end);
          default -> bytes.clone();
        };
    try {
      if (material.length != KeyFile.KEY_BYTES) {
        throw new CorruptFileException(source, Problem.NO_KEY);
      }
      return new KeyInput(source, null, Secret.copyOf(material));
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  private static @Nullable KeyFormat recognize(byte[] bytes, int end) {
    int first = 0;
    while (first < end && " \t\r\n".indexOf(bytes[first]) >= 0) {
      first++;
    }
    if (bytes.length == KeyFile.KEY_BYTES && !isPrintable(bytes)) {
      return KeyFormat.RAW;
    } else if (first < end && bytes[first] == '{') {
      return KeyFormat.JSON;
    } else if (hex(bytes, end).length == KeyFile.KEY_BYTES) {
      return KeyFormat.HEX;
    }
    return base64(bytes, end).length == KeyFile.KEY_BYTES ? KeyFormat.BASE64 : null;
  }

  /** Whether it is text, which 32 random bytes never are: then somebody has to say what it is. */
  private static boolean isPrintable(byte[] bytes) {
    for (byte b : bytes) {
      if (b < '\t' || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The bytes that hexadecimal digits stand for; none if they are no such digits. */
  private static byte[] hex(byte[] text, int end) {
    byte[] bytes = new byte[end == HEX_DIGITS ? KeyFile.KEY_BYTES : 0];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(text[2 * i], 16);
      int low = Character.digit(text[2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return new byte[0];
      }
      bytes[i] = (byte) (16 * high + low);
    }
    return bytes;
  }

  /** The bytes that base64 stands for; none if it is no base64. */
  private static byte[] base64(byte[] text, int end) {
    byte[] exact = Arrays.copyOf(text, end);
    try {
      return Base64.getDecoder().decode(exact);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    } finally {
      Arrays.fill(exact, (byte) 0);
    }
  }

  /** Whether it is protected by a passphrase, so that nobody can say which key it is. */
  public boolean isProtected() {
    return file != null && file.kdf() != Kdf.NONE;
  }

  /** Whether it tells its fingerprint without a passphrase. */
  public boolean hasFingerprint() {
    return !isProtected() || (file != null && file.fingerprint() != null);
  }

  /** What reminds of the passphrase, null if there is nothing. */
  public @Nullable String hint() {
    return file == null ? null : file.hint();
  }

  /**
   * The fingerprint, null if only a passphrase could tell.
   *
   * @param passphrase null if there is none; the caller closes it
   * @throws RefusedException if it is another passphrase
   * @throws CorruptFileException if it is another key than the file says
   */
  @Nullable Fingerprint fingerprint(@Nullable Secret passphrase) {
    if (file == null) {
      return Fingerprint.of(content);
    } else if (!isProtected() || passphrase == null) {
      return file.fingerprint();
    }
    try (Secret material = file.open(passphrase)) {
      if (material == null) {
        throw new RefusedException(Subject.FILE, source.toString(), Reason.WRONG_PASSPHRASE);
      }
      return Fingerprint.of(material);
    }
  }

  /** A file that is stored as it is, null if there is only the key. */
  @Nullable KeyFile file() {
    return file;
  }

  /** The bytes of a protected file; the caller overwrites them. */
  byte[] fileBytes() {
    return content.useExposedBytes(byte[]::clone);
  }

  /** The key itself, which is not protected; the caller closes it. */
  Secret material() {
    if (file == null) {
      return content.useExposedBytes(Secret::copyOf);
    }
    Secret material = file.open(null);
    if (material == null) {
      throw new IllegalStateException("only a passphrase opens it");
    }
    return material;
  }

  /** When the key was made. */
  Instant createdAt(Instant otherwise) {
    return file == null ? otherwise : file.createdAt();
  }

  /** Overwrites the key. */
  @Override
  public void close() {
    content.close();
    if (file != null) {
      file.close();
    }
  }
}
