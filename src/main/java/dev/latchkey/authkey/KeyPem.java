package dev.latchkey.authkey;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys in PEM (RFC 7468): RSA private keys in PKCS#1, as {@code openssl genrsa -traditional} writes
 * them, others in PKCS#8; public keys in SubjectPublicKeyInfo.
 */
final class KeyPem {

  /** The size above which a key file is refused; RSA with 8192 bits takes 7 KiB. */
  static final int MAX_BYTES = 64 << 10;

  private static final String RSA_PRIVATE = "RSA PRIVATE KEY";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int LINE = 64;

  /** RFC 8410, section 3. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private KeyPem() {}

  /**
   * Reads a private key.
   *
   * @throws CorruptFileException if it is none, encrypted, or of a kind that we do not use
   */
  static SigningKey privateKey(FileImage image) {
    Path path = image.path();
    String label = label(image);
    if (label.equals(ENCRYPTED) || (label.endsWith(PRIVATE) && isEncrypted(image))) {
      throw new CorruptFileException(path, Problem.UNSUPPORTED_KEY);
    }
    byte[] content = content(image, label);
    try {
      return switch (label) {
        case RSA_PRIVATE -> usable(path, decoded(path, content, KeyPem::rsa));
        case PRIVATE -> usable(path, decoded(path, content, KeyPem::anyPrivate));
        default -> throw new CorruptFileException(path, Problem.UNSUPPORTED_KEY);
      };
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /**
   * What decodes a key; it may throw anything, because the content may be anything.
   *
   * <p>It is null if the key is of a kind that we do not use. That is told before Bouncy Castle
   * checks the numbers of the key, which takes it seconds where they are large.
   */
  private interface Decoder {
    @Nullable AsymmetricKeyParameter decode(byte[] content) throws IOException;
  }

  private static AsymmetricKeyParameter decoded(Path path, byte[] content, Decoder decoder) {
    AsymmetricKeyParameter key;
    try {
      key = decoder.decode(content);
    } catch (IOException | RuntimeException e) {
      // Without a cause: a decoder's message may quote what it read.
      throw new CorruptFileException(path, Problem.SYNTAX);
    }
    if (key == null) {
      throw new CorruptFileException(path, Problem.UNSUPPORTED_KEY);
    }
    return key;
  }

  private static SigningKey usable(Path path, AsymmetricKeyParameter key) {
    SigningKey signing;
    try {
      signing = SigningKey.of(key);
    } catch (RuntimeException impossibleNumbers) {
      throw new CorruptFileException(path, Problem.SYNTAX);
    }
    if (signing == null) {
      throw new CorruptFileException(path, Problem.UNSUPPORTED_KEY);
    } else if (key instanceof RSAPrivateCrtKeyParameters rsa && !isConsistent(rsa)) {
      throw new CorruptFileException(path, Problem.SYNTAX);
    }
    return signing;
  }

  /** Whether the numbers belong together (RFC 8017, section 3.2): a damaged file decodes, too. */
  private static boolean isConsistent(RSAPrivateCrtKeyParameters key) {
    BigInteger p = key.getP();
    BigInteger q = key.getQ();
    BigInteger toP = p.subtract(BigInteger.ONE);
    BigInteger toQ = q.subtract(BigInteger.ONE);
    BigInteger product = key.getPublicExponent().multiply(key.getExponent());
    return toP.signum() > 0
        && toQ.signum() > 0
        && p.multiply(q).equals(key.getModulus())
        && product.mod(toP).equals(BigInteger.ONE)
        && product.mod(toQ).equals(BigInteger.ONE)
        && key.getExponent().mod(toP).equals(key.getDP())
        && key.getExponent().mod(toQ).equals(key.getDQ())
        && key.getQInv().multiply(q).mod(p).equals(BigInteger.ONE);
  }

  private static @Nullable AsymmetricKeyParameter anyPrivate(byte[] content) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(content);
    ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsa(info.parsePrivateKey());
    }
    return kind.equals(ED25519) ? PrivateKeyFactory.createKey(info) : null;
  }

  private static @Nullable AsymmetricKeyParameter rsa(byte[] content) throws IOException {
    return rsa(ASN1Primitive.fromByteArray(content));
  }

  private static @Nullable AsymmetricKeyParameter rsa(ASN1Encodable content) {
    RSAPrivateKey key = RSAPrivateKey.getInstance(content);
    if (!VerifyingKey.isUsableRsa(key.getModulus(), key.getPublicExponent())) {
      return null;
    }
    return new RSAPrivateCrtKeyParameters(
        key.getModulus(),
        key.getPublicExponent(),
        key.getPrivateExponent(),
        key.getPrime1(),
        key.getPrime2(),
        key.getExponent1(),
        key.getExponent2(),
        key.getCoefficient());
  }

  /**
   * Reads a public key.
   *
   * @throws CorruptFileException if it is none, or of a kind that we do not use
   */
  static VerifyingKey publicKey(FileImage image) {
    Path path = image.path();
    String label = label(image);
    byte[] content = content(image, label);
    VerifyingKey key =
        label.equals(PUBLIC) ? VerifyingKey.of(decoded(path, content, KeyPem::anyPublic)) : null;
    if (key == null) {
      throw new CorruptFileException(path, Problem.UNSUPPORTED_KEY);
    }
    return key;
  }

  private static @Nullable AsymmetricKeyParameter anyPublic(byte[] content) throws IOException {
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(content);
    ASN1ObjectIdentifier kind = info.getAlgorithm().getAlgorithm();
    boolean isUsable = kind.equals(ED25519);
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
      isUsable = VerifyingKey.isUsableRsa(key.getModulus(), key.getPublicExponent());
    }
    return isUsable ? PublicKeyFactory.createKey(info) : null;
  }

  /** The label of the one block of a file. */
  private static String label(FileImage image) {
    String begin = "-----BEGIN ";
    String end = "-----";
    byte[] bytes = image.bytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != '\n' && length < 2 * LINE) {
      length++;
    }
    String line = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).strip();
    if (!line.startsWith(begin) || !line.endsWith(end) || line.length() < 16) {
      throw new CorruptFileException(image.path(), Problem.SYNTAX, 1, 0);
    }
    return line.substring(begin.length(), line.length() - end.length());
  }

  /** Whether there are headers, which a traditional key has only if it is encrypted. */
  private static boolean isEncrypted(FileImage image) {
    String start =
        new String(
            image.bytes(), 0, Math.min(image.bytes().length, 256), StandardCharsets.ISO_8859_1);
    return start.contains("Proc-Type:");
  }

  /** What stands between the first line and the last, decoded; the caller overwrites it. */
  private static byte[] content(FileImage image, String label) {
    byte[] bytes = image.bytes();
    byte[] last = ("-----END " + label + "-----").getBytes(StandardCharsets.ISO_8859_1);
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == ' ')) {
      end--;
    }
    int body = end - last.length;
    int start = 0;
    while (start < bytes.length && bytes[start] != '\n') {
      start++;
    }
    if (body <= start || !Arrays.equals(bytes, body, end, last, 0, last.length)) {
      throw new CorruptFileException(image.path(), Problem.SYNTAX);
    }
    byte[] base64 = new byte[body - start];
    int length = 0;
    for (int i = start; i < body; i++) {
      if (bytes[i] != '\n' && bytes[i] != '\r') {
        base64[length++] = bytes[i];
      }
    }
    byte[] exact = Arrays.copyOf(base64, length);
    try {
      return Base64.getDecoder().decode(exact);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(image.path(), Problem.SYNTAX);
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(exact, (byte) 0);
    }
  }

  /** A private key as it stands in a file; the caller overwrites it. */
  static byte[] of(SigningKey key) {
    try {
      PrivateKeyInfo info = PrivateKeyInfoFactory.createPrivateKeyInfo(key.key());
      boolean rsa = key.key() instanceof RSAPrivateCrtKeyParameters;
      // Else version 1 of PKCS#8, without the public key, as openssl writes it.
      byte[] content =
          rsa
              ? info.parsePrivateKey().toASN1Primitive().getEncoded()
              : new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey())
                  .getEncoded();
      try {
        return armored(rsa ? RSA_PRIVATE : PRIVATE, content);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the key cannot be encoded", e);
    }
  }

  /** A public key as it stands in a file. */
  static byte[] of(VerifyingKey key) {
    return armored(PUBLIC, key.encoded());
  }

  private static byte[] armored(String label, byte[] content) {
    byte[] base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(content);
    byte[] begin = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = Arrays.copyOf(begin, begin.length + base64.length + end.length);
    System.arraycopy(base64, 0, whole, begin.length, base64.length);
    System.arraycopy(end, 0, whole, begin.length + base64.length, end.length);
    Arrays.fill(base64, (byte) 0);
    return whole;
  }
}
