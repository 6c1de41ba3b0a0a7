package dev.latchkey.authkey;

import dev.latchkey.store.RandomSource;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.jspecify.annotations.Nullable;

/** A private key, Ed25519 or RSA. Immutable; its {@code toString} tells nothing. */
final class SigningKey {

  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  /** The probability of a number that is no prime is 2 to the power of minus this. */
  private static final int CERTAINTY = 144;

  private final AsymmetricKeyParameter key;
  private final VerifyingKey publicKey;

  private SigningKey(AsymmetricKeyParameter key, VerifyingKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** Wraps a key; null if it is of a kind that we do not use. */
  static @Nullable SigningKey of(AsymmetricKeyParameter key) {
    AsymmetricKeyParameter other = null;
    if (key instanceof RSAPrivateCrtKeyParameters rsa) {
      other = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
    } else if (key instanceof Ed25519PrivateKeyParameters ed25519) {
      other = ed25519.generatePublicKey();
    }
    VerifyingKey publicKey = other == null ? null : VerifyingKey.of(other);
    return publicKey == null ? null : new SigningKey(key, publicKey);
  }

  /** Makes a new key; takes up to some seconds for RSA. */
  static SigningKey generate(KeyAlgorithm algorithm, RandomSource random) {
    AsymmetricKeyParameter key;
    if (algorithm == KeyAlgorithm.ED25519) {
      byte[] seed = new byte[Ed25519PrivateKeyParameters.KEY_SIZE];
      random.fill(seed);
      key = new Ed25519PrivateKeyParameters(seed, 0);
      Arrays.fill(seed, (byte) 0);
    } else {
      RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
      generator.init(
          new RSAKeyGenerationParameters(
              EXPONENT, new SourceRandom(random), algorithm.bits(), CERTAINTY));
      key = generator.generateKeyPair().getPrivate();
    }
    return Objects.requireNonNull(of(key), "a key of a kind that we use");
  }

  byte[] sign(byte[] message) {
    return VerifyingKey.sign(key, message);
  }

  VerifyingKey publicKey() {
    return publicKey;
  }

  AsymmetricKeyParameter key() {
    return key;
  }

  /** What Bouncy Castle asks for bits, with our source behind it. */
  private static final class SourceRandom extends SecureRandom {

    private static final long serialVersionUID = 1;

    private final transient RandomSource source;

    SourceRandom(RandomSource source) {
      super(null, null); // no provider is started
      this.source = source;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      source.fill(bytes);
    }
  }
}
