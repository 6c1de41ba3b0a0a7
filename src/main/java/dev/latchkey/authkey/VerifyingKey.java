package dev.latchkey.authkey;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/** A public key, Ed25519 or RSA. Immutable. */
final class VerifyingKey {

  /** Weaker ones are not used. */
  static final int MIN_RSA_BITS = 2048;

  /** Larger ones only burn the processor: 16 384 bits take seconds to check. */
  static final int MAX_RSA_BITS = 8192;

  /** Larger exponents burn it with each ticket; this is the bound of FIPS 186-5. */
  private static final int MAX_EXPONENT_BITS = 256;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private final AsymmetricKeyParameter key;
  private final byte[] encoded;

  private VerifyingKey(AsymmetricKeyParameter key, byte[] encoded) {
    this.key = key;
    this.encoded = encoded;
  }

  /** Wraps a key; null if it is of a kind that we do not use. */
  static @Nullable VerifyingKey of(AsymmetricKeyParameter key) {
    if (!isUsable(key)) {
      return null;
    }
    try {
      return new VerifyingKey(
          key, SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isUsable(AsymmetricKeyParameter key) {
    if (key instanceof RSAKeyParameters rsa) {
      return !rsa.isPrivate() && isUsableRsa(rsa.getModulus(), rsa.getExponent());
    }
    return key instanceof Ed25519PublicKeyParameters;
  }

  /** Whether the numbers of a public RSA key are of a size that we use. */
  static boolean isUsableRsa(BigInteger modulus, BigInteger exponent) {
    int bits = modulus.bitLength();
    return bits >= MIN_RSA_BITS
        && bits <= MAX_RSA_BITS
        && exponent.bitLength() > 1 // with 1, a signature is the message, and anybody signs
        && exponent.bitLength() <= MAX_EXPONENT_BITS;
  }

  /** Whether a signature over a message is of the private key that belongs to this one. */
  boolean verifies(byte[] message, byte[] signature) {
    if (key instanceof RSAKeyParameters rsa
        && signature.length != (rsa.getModulus().bitLength() + 7) / 8) {
      return false; // RFC 8017, section 8.2.2; else two texts would be the same signature
    }
    Signer signer = signer(key);
    signer.init(false, key);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  /** Signs with the private key of either kind. */
  static byte[] sign(AsymmetricKeyParameter key, byte[] message) {
    Signer signer = signer(key);
    signer.init(true, key);
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }

  private static Signer signer(AsymmetricKeyParameter key) {
    return key instanceof RSAKeyParameters
        ? new RSADigestSigner(new SHA256Digest())
        : new Ed25519Signer();
  }

  /** What kind of key it is, such as {@code ed25519} or {@code rsa-2048}. */
  String algorithm() {
    return key instanceof RSAKeyParameters rsa
        ? "rsa-" + rsa.getModulus().bitLength()
        : KeyAlgorithm.ED25519.label();
  }

  /** SHA-256 of the SubjectPublicKeyInfo in colon-separated hexadecimal. */
  String fingerprint() {
    try {
      return COLONS.formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }

  /** The SubjectPublicKeyInfo (RFC 5280) in DER. */
  byte[] encoded() {
    return encoded.clone();
  }

  boolean isSameAs(VerifyingKey other) {
    return MessageDigest.isEqual(encoded, other.encoded);
  }
}
