package dev.latchkey.token;

import dev.latchkey.posix.Crypt;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * One-way hashes of token secrets in the format of {@code crypt(5)}.
 *
 * <p>The default is yescrypt at cost 5, as in Proxmox Backup Server; where the system's libcrypt
 * lacks it, bcrypt at cost 10, which that server verifies as well. Thread-safe. Every method that
 * hashes keeps a processor busy for some 20 ms.
 */
final class SecretHasher {

  private static final String YESCRYPT = "$y$";
  private static final int YESCRYPT_COST = 5;
  private static final String BCRYPT_VERSION = "2b";
  private static final int BCRYPT_COST = 10;
  private static final int BCRYPT_MAX_BYTES = 72;
  private static final int SALT_BYTES = 16;

  /** Of a hash of BSDi's extended DES. */
  private static final int BSDI_LENGTH = 20;

  /** As long as hash and salt of bcrypt are, in the base64 of its own in which dots are zeros. */
  private static final String NO_BCRYPT = "$2b$10$" + ".".repeat(53);

  private final @Nullable Crypt crypt;
  private final RandomSource random;

  /** What takes as long to compare with as a hash that is made now, and is nobody's. */
  final String nobodys;

  /**
   * Chooses the methods.
   *
   * @param crypt the system's libcrypt, empty if it has none
   */
  SecretHasher(Optional<Crypt> crypt, RandomSource random) {
    this(
        crypt, random, crypt.map(present -> salt(present, new byte[SALT_BYTES])).orElse(NO_BCRYPT));
  }

  /**
   * Takes over what was chosen.
   *
   * @param nobodys the hash to compare with where there is none; new ones are yescrypt if it is
   */
  SecretHasher(Optional<Crypt> crypt, RandomSource random, String nobodys) {
    this.crypt = crypt.orElse(null);
    this.random = random;
    this.nobodys = nobodys;
  }

  private static @Nullable String salt(Crypt crypt, byte[] bits) {
    return crypt.salt(YESCRYPT, YESCRYPT_COST, bits);
  }

  private boolean isYescrypt() {
    return nobodys.startsWith(YESCRYPT);
  }

  /** The longest secret that is hashed whole. */
  int maxSecretBytes() {
    return isYescrypt() ? Crypt.MAX_PHRASE_BYTES : BCRYPT_MAX_BYTES;
  }

  /** A new hash of a secret of at most {@link #maxSecretBytes} bytes without a zero. */
  String hash(Secret secret) {
    byte[] bits = new byte[SALT_BYTES];
    random.fill(bits);
    return secret.useExposedBytes(bytes -> hash(bytes, bits));
  }

  private String hash(byte[] secret, byte[] bits) {
    if (crypt == null || !isYescrypt()) {
      return OpenBSDBCrypt.generate(BCRYPT_VERSION, secret, bits, BCRYPT_COST);
    }
    String setting = salt(crypt, bits);
    String hash = setting == null ? null : crypt.hash(secret, setting);
    if (hash == null) {
      throw new IllegalStateException("libcrypt refused to hash");
    }
    return hash;
  }

  /**
   * Whether a hash is that of the secret; takes the same time wherever they differ. False for a
   * hash that is malformed, or of a method that this system's libcrypt does not know.
   *
   * @param hash null for an unknown id, which is not to be told by the clock: then it is false, and
   *     takes as long as one that is wrong
   * @throws UnavailableException if it takes a libcrypt to tell and there is none
   */
  boolean matches(Secret secret, @Nullable String hash) {
    String against = hash == null ? nobodys : hash;
    return secret.useExposedBytes(bytes -> matches(bytes, against)) && hash != null;
  }

  private boolean matches(byte[] secret, String hash) {
    if (containsZero(secret)) {
      return false; // crypt(3) would stop there
    }
    if (crypt != null) {
      String computed = crypt.hash(secret, hash);
      if (computed != null) {
        return MessageDigest.isEqual(
            computed.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (!hash.startsWith("$2")) {
      if (crypt == null && hash.startsWith("$")) {
        throw new UnavailableException(Path.of("libcrypt.so.1"), new IOException("not installed"));
      }
      return false;
    }
    try {
      return OpenBSDBCrypt.checkPassword(hash, secret);
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static boolean containsZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a hash is one of DES or MD5, which today's machines try out by the billion. */
  static boolean isWeak(String hash) {
    String method = methodOf(hash);
    return method.equals("descrypt")
        || method.equals("md5crypt")
        || hash.startsWith("$md5")
        || (hash.startsWith("_") && hash.length() == BSDI_LENGTH);
  }

  /**
   * The name in {@code crypt(5)} of a hash's method, {@code unknown} if its prefix is not known.
   */
  static String methodOf(String hash) {
    int end = hash.indexOf('$', 1);
    String prefix = hash.startsWith("$") && end > 0 ? hash.substring(1, end) : "";
    return switch (prefix) {
      case "y" -> "yescrypt";
      case "gy" -> "gost-yescrypt";
      case "7" -> "scrypt";
      case "2a", "2b", "2x", "2y" -> "bcrypt";
      case "6" -> "sha512crypt";
      case "5" -> "sha256crypt";
      case "1" -> "md5crypt";
      default -> hash.length() == 13 && !hash.startsWith("$") ? "descrypt" : "unknown";
    };
  }
}
