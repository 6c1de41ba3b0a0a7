package dev.latchkey.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system's {@code crypt(3)}: one-way hashes of passphrases in the format of {@code crypt(5)}.
 *
 * <p>Immutable and thread-safe. What a call leaves in native memory is overwritten before it is
 * freed.
 */
public final class Crypt {

  /** The longest phrase that libxcrypt hashes (CRYPT_MAX_PASSPHRASE_SIZE less the zero). */
  public static final int MAX_PHRASE_BYTES = 511;

  private static final String[] LIBRARIES = {"libcrypt.so.1", "libcrypt.so.2"};
  private static final long SIZE_OF_CRYPT_DATA = 32768;
  private static final long GENSALT_OUTPUT_SIZE = 192;

  private final MemorySegment cryptR;
  private final MemorySegment gensaltRn;

  private Crypt(MemorySegment cryptR, MemorySegment gensaltRn) {
    this.cryptR = cryptR;
    this.gensaltRn = gensaltRn;
  }

  /** The system's libcrypt, empty if there is none that can make salts. */
  @SuppressWarnings("restricted")
  public static Optional<Crypt> ofSystem() {
    for (String library : LIBRARIES) {
      SymbolLookup symbols;
      try {
        symbols = SymbolLookup.libraryLookup(library, Arena.global());
      } catch (IllegalArgumentException absent) {
        continue;
      }
      MemorySegment cryptR = symbols.find("crypt_r").orElse(null);
      MemorySegment gensaltRn = symbols.find("crypt_gensalt_rn").orElse(null);
      if (cryptR != null && gensaltRn != null) {
        return Optional.of(new Crypt(cryptR, gensaltRn));
      }
    }
    return Optional.empty();
  }

  /**
   * Hashes a phrase. Blocks the processor for as long as the method of {@code setting} wants.
   *
   * @param phrase up to {@link #MAX_PHRASE_BYTES} bytes without a zero; not kept
   * @param setting a salt of {@link #salt}, or a whole earlier hash, whose salt is then used
   * @return null if this library does not know the method, or finds the setting malformed
   */
  public @Nullable String hash(byte[] phrase, String setting) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(SIZE_OF_CRYPT_DATA, Long.BYTES);
      MemorySegment cPhrase = NativeCalls.cString(arena, phrase);
      MemorySegment cSetting = NativeCalls.cString(arena, setting.getBytes(StandardCharsets.UTF_8));
      try {
        long result =
            NativeCalls.call(
                cryptR,
                NativeCalls.newState(arena),
                cPhrase.address(),
                cSetting.address(),
                data.address(),
                0,
                0,
                0);
        // The result points into data. A failure is null or, never a valid hash, "*0" or "*1".
        String hash = result == 0 ? "*" : data.getString(result - data.address());
        return hash.startsWith("*") ? null : hash;
      } finally {
        data.fill((byte) 0);
        cPhrase.fill((byte) 0);
      }
    }
  }

  /**
   * Makes a setting for {@link #hash}.
   *
   * @param prefix the method, such as {@code "$y$"} for yescrypt
   * @param cost the method's cost parameter, 0 for its default
   * @param random at least 16 random bytes
   * @return null if this library does not know the method
   */
  public @Nullable String salt(String prefix, int cost, byte[] random) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cPrefix = NativeCalls.cString(arena, prefix.getBytes(StandardCharsets.UTF_8));
      MemorySegment cRandom = arena.allocate(random.length);
      NativeCalls.view(cRandom).put(random);
      MemorySegment output = arena.allocate(GENSALT_OUTPUT_SIZE);
      long result =
          NativeCalls.call(
              gensaltRn,
              NativeCalls.newState(arena),
              cPrefix.address(),
              cost,
              cRandom.address(),
              random.length,
              output.address(),
              output.byteSize());
      return result == 0 ? null : output.getString(0);
    }
  }
}
