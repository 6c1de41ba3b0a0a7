package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code encryption-keys.cfg}: what is read is given back, and a key that is added is read again.
 */
class EncryptionKeysCfgFuzz {

  private static final Path FILE = Path.of(KeyRegistry.FILE);
  private static final Path KEY_FILE = Path.of("/etc/latchkey/encryption-keys/x.enc");

  private static String text(KeyRegistry registry) {
    return new String(registry.toBytes(), StandardCharsets.UTF_8);
  }

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      KeyRegistry registry = KeyRegistry.parse(FILE, text);
      assertThat(text(registry)).isEqualTo(text);
      List<EncryptionKey> keys = registry.keys();
      if (!keys.isEmpty()) {
        move(registry, keys.getFirst());
      }
      assertThat(registry.keys()).containsExactlyElementsOf(keys);
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      assertThat(e.line()).isPositive();
    }
  }

  /** Takes a key away and adds it anew, after which it is what it was. */
  private static void move(KeyRegistry registry, EncryptionKey key) {
    String hint = key.hint();
    if (hint != null && !SectionConfig.isStorable(hint)) {
      return;
    }
    registry.remove(key.id());
    assertThat(registry.contains(key.id())).isFalse();
    registry.add(key, KEY_FILE);

    KeyRegistry again = KeyRegistry.parse(FILE, text(registry));
    assertThat(again.require(key.id())).isEqualTo(key);
    assertThat(text(again)).isEqualTo(text(registry));
    assertThat(again.keyPath(key.id())).isEqualTo(KEY_FILE.toString());
  }
}
