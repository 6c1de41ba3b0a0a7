package dev.latchkey.key;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How the key that protects a key file is derived from a passphrase, with all parameters.
 * Immutable.
 *
 * <p>The defaults are those of Proxmox Backup Server; parameters that are read are bounded, because
 * a file that somebody else has written must not cost all memory or hours.
 */
sealed interface KeyDerivation {

  /** Bytes of the derived key. */
  int KEY_BYTES = 32;

  /** The most memory, and the most work, that scrypt may take: 1 GiB. */
  long MAX_SCRYPT_BYTES = 1L << 30;

  /** The most of p times r. */
  int MAX_SCRYPT_LANES = Integer.MAX_VALUE / 1024;

  /** The most iterations of PBKDF2. */
  int MAX_ITERATIONS = 10_000_000;

  /** Bytes of a new salt. */
  int SALT_BYTES = 32;

  /** The fewest bytes of a salt that is read, and the most. */
  int MIN_SALT_BYTES = 8;

  int MAX_SALT_BYTES = 1024;

  /** Which function it is. */
  Kdf kdf();

  /** Derives the key; the caller overwrites it. */
  byte[] derive(Secret passphrase);

  /** Writes it as the value of {@code kdf}. */
  void write(JsonGenerator json);

  /**
   * A derivation with default costs and a new salt.
   *
   * @return null for {@link Kdf#NONE}
   */
  static @Nullable KeyDerivation of(Kdf kdf, RandomSource random) {
    if (kdf == Kdf.NONE) {
      return null;
    }
    byte[] salt = new byte[SALT_BYTES];
    random.fill(salt);
    return kdf == Kdf.SCRYPT
        ? new Scrypt(Scrypt.N, Scrypt.R, Scrypt.P, salt)
        : new Pbkdf2(Pbkdf2.ITERATIONS, salt);
  }

  /** scrypt (RFC 7914). */
  @SuppressWarnings("ArrayRecordComponent") // shared with nobody
  record Scrypt(int n, int r, int p, byte[] salt) implements KeyDerivation {

    static final int N = 65536;
    static final int R = 8;
    static final int P = 1;

    @Override
    public Kdf kdf() {
      return Kdf.SCRYPT;
    }

    @Override
    public byte[] derive(Secret passphrase) {
      return passphrase.useExposedBytes(bytes -> SCrypt.generate(bytes, salt, n, r, p, KEY_BYTES));
    }

    @Override
    public void write(JsonGenerator json) {
      json.writeStartObject();
      json.writeName("Scrypt");
      json.writeStartObject();
      json.writeNumberProperty("n", n);
      json.writeNumberProperty("r", r);
      json.writeNumberProperty("p", p);
      json.writeName("salt");
      json.writeBinary(salt);
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /** PBKDF2 with HMAC-SHA-256 (RFC 8018). */
  @SuppressWarnings("ArrayRecordComponent") // shared with nobody
  record Pbkdf2(int iterations, byte[] salt) implements KeyDerivation {

    static final int ITERATIONS = 65535;

    @Override
    public Kdf kdf() {
      return Kdf.PBKDF2;
    }

    @Override
    public byte[] derive(Secret passphrase) {
      PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
      passphrase.useExposedBytes(
          bytes -> {
            generator.init(bytes, salt, iterations);
            return true;
          });
      return ((KeyParameter) generator.generateDerivedMacParameters(8 * KEY_BYTES)).getKey();
    }

    @Override
    public void write(JsonGenerator json) {
      json.writeStartObject();
      json.writeName("PBKDF2");
      json.writeStartObject();
      json.writeNumberProperty("iter", iterations);
      json.writeName("salt");
      json.writeBinary(salt);
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /** Reads the value of {@code kdf}, null for no protection. */
  static @Nullable KeyDerivation read(JsonReader json) {
    if (json.isNull()) {
      return null;
    }
    Parameters parameters = new Parameters(json);
    json.object(parameters::readFunction);
    return parameters.result();
  }

  /** What is read of a derivation, piece by piece. */
  final class Parameters {

    private final JsonReader json;
    private final Set<String> seen = new HashSet<>();
    private @Nullable Kdf kdf;
    private long n;
    private long r;
    private long p;
    private long iterations;
    private byte[] salt = {};

    private Parameters(JsonReader json) {
      this.json = json;
    }

    private boolean readFunction(String name) {
      if (kdf != null) {
        throw json.wrongType();
      }
      kdf =
          switch (name) {
            case "Scrypt" -> Kdf.SCRYPT;
            case "PBKDF2" -> Kdf.PBKDF2;
            default -> throw json.wrongType();
          };
      json.object(this::readParameter);
      return true;
    }

    private boolean readParameter(String name) {
      switch (name) {
        case "n" -> n = json.number();
        case "r" -> r = json.number();
        case "p" -> p = json.number();
        case "iter" -> iterations = json.number();
        case "salt" -> salt = json.base64();
        default -> throw json.wrongType();
      }
      return seen.add(name);
    }

    private KeyDerivation result() {
      if (kdf == null || salt.length < MIN_SALT_BYTES || salt.length > MAX_SALT_BYTES) {
        throw json.wrongType();
      } else if (kdf == Kdf.SCRYPT && isBoundedScrypt()) {
        return new Scrypt((int) n, (int) r, (int) p, salt);
      } else if (kdf == Kdf.PBKDF2 && iterations > 0 && iterations <= MAX_ITERATIONS) {
        return new Pbkdf2((int) iterations, salt);
      }
      throw json.wrongType();
    }

    /** A block is 128 r bytes; n of them are kept, and each is worked on p times. */
    private boolean isBoundedScrypt() {
      long max = MAX_SCRYPT_BYTES / 128;
      return n > 1
          && r > 0
          && p > 0
          && Long.bitCount(n) == 1
          && n <= max
          && r <= max / n
          && p <= max / n / r
          && p <= MAX_SCRYPT_LANES / r // what Bouncy Castle can address
          && n < 1L << Math.min(62, 16 * r); // RFC 7914, section 2
    }
  }
}
