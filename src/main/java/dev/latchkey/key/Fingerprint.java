package dev.latchkey.key;

import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * What tells one key from another without telling the key. Immutable.
 *
 * <p>SHA-256 of L and K', where L is SHA-256 of {@code Proxmox Backup Encryption Key Fingerprint}
 * and K' is PBKDF2-HMAC-SHA-256 of the key, with the salt {@code _id_key}, 10 iterations and 32
 * bytes. This is the fingerprint of Proxmox Backup Server.
 *
 * @param value 64 hexadecimal digits in lower case, in pairs that are separated by colons
 */
public record Fingerprint(String value) {

  /** The fewest hexadecimal digits of a prefix that names a key. */
  static final int MIN_PREFIX_DIGITS = 8;

  private static final String LABEL = "Proxmox Backup Encryption Key Fingerprint";
  private static final String ID_SALT = "_id_key";
  private static final int ID_ITERATIONS = 10;
  private static final int BYTES = 32;
  private static final int SHORT_BYTES = 8;
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not a fingerprint
   */
  public Fingerprint {
    if (!value.equals(normalized(value, BYTES))) {
      throw new IllegalArgumentException("not a fingerprint");
    }
  }

  /** The fingerprint of a key of 32 bytes. */
  static Fingerprint of(Secret material) {
    byte[] id = material.useExposedBytes(Fingerprint::idKey);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] label = digest.digest(LABEL.getBytes(StandardCharsets.US_ASCII));
      digest.update(label);
      return new Fingerprint(COLONS.formatHex(digest.digest(id)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    } finally {
      Arrays.fill(id, (byte) 0);
    }
  }

  private static byte[] idKey(byte[] material) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(material, ID_SALT.getBytes(StandardCharsets.US_ASCII), ID_ITERATIONS);
    return ((KeyParameter) generator.generateDerivedMacParameters(8 * BYTES)).getKey();
  }

  /** Reads a fingerprint in either case, with or without colons; null if it is none. */
  static @Nullable Fingerprint parseOrNull(String text) {
    String normal = normalized(text, BYTES);
    return normal == null ? null : new Fingerprint(normal);
  }

  /** Pairs of digits in lower case, null if the text is not that many bytes in hexadecimal. */
  private static @Nullable String normalized(String text, int bytes) {
    String digits = digits(text);
    return digits.length() == 2 * bytes ? COLONS.formatHex(HexFormat.of().parseHex(digits)) : null;
  }

  /** The digits of a text of hexadecimal digits and colons in lower case; empty if it is none. */
  private static String digits(String text) {
    String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
    for (int i = 0; i < digits.length(); i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        return "";
      }
    }
    return digits;
  }

  /**
   * Whether a text can be the beginning of a fingerprint that names a key: 8 or more hexadecimal
   * digits, in either case, with or without colons.
   */
  public static boolean isPrefix(String text) {
    int digits = digits(text).length();
    return digits >= MIN_PREFIX_DIGITS && digits <= 2 * BYTES;
  }

  /** Whether it begins with the digits of a text, in which case and colons do not count. */
  boolean startsWith(String text) {
    return digits(value).startsWith(digits(text));
  }

  /** The first 8 bytes, for people. */
  public String shortForm() {
    return value.substring(0, 3 * SHORT_BYTES - 1);
  }

  /** The fingerprint itself. */
  @Override
  public String toString() {
    return value;
  }
}
