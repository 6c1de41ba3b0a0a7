package dev.latchkey.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands in the directory when the operation begins. */
enum KeyBefore {
  NO_DIRECTORY("", ""),
  ABSENT("", ""),
  ACTIVE("\tkdf none\n", KeyScene.plainFile(KeyScene.RAW)),
  ARCHIVED("\tarchived-at 1772000000\n\tkdf none\n", KeyScene.plainFile(KeyScene.RAW)),
  PROTECTED("\thint the usual animal\n\tkdf scrypt\n", KeyScene.protectedFile(KeyScene.RAW)),
  /** The file says nothing of its fingerprint, as those of older programs. */
  UNTOLD_OTHER("\tarchived-at 9\n\tkdf scrypt\n", KeyScene.protectedFile(KeyScene.OTHER_RAW, "")),
  ORPHANED("", KeyScene.plainFile(KeyScene.RAW)),
  EMPTY_FILE("", ""),
  FILE_MISSING("\tkdf none\n", ""),
  ARCHIVED_FILE_MISSING("\tarchived-at 1772000000\n", ""),
  OTHER_KEY("\tkdf none\n", KeyScene.plainFile(KeyScene.OTHER_RAW)),
  ARCHIVED_OTHER_KEY("\tarchived-at 1772000000\n", KeyScene.plainFile(KeyScene.OTHER_RAW)),
  ARCHIVED_DAMAGED_FILE("\tarchived-at 1772000000\n", "{\"kdf\":null"),
  OUTSIDE("\tarchived-at 9\n\tpath /etc/hostname\n", KeyScene.plainFile(KeyScene.RAW)),
  LINKED_FILE("\tarchived-at 1772000000\n", "link"),
  LINKED_DIRECTORY("\tarchived-at 1772000000\n", "link above"),
  DAMAGED_ENTRY("\tkdf rot13\n", KeyScene.plainFile(KeyScene.RAW)),
  DAMAGED_REGISTRY("\nneither header nor property\n", KeyScene.plainFile(KeyScene.RAW));

  private final String properties;
  private final String keyFile;

  KeyBefore(String properties, String keyFile) {
    this.properties = properties;
    this.keyFile = keyFile;
  }

  void arrange(KeyScene scene) {
    if (this == NO_DIRECTORY) {
      return;
    }
    scene.registry(registry());
    try {
      if (keyFile.equals("link")) {
        Path target = Files.writeString(elsewhere(scene), KeyScene.plainFile(KeyScene.RAW));
        Files.createDirectories(scene.config.resolve("encryption-keys"));
        Files.createSymbolicLink(scene.config.resolve(KeyScene.FILE), target);
      } else if (keyFile.equals("link above")) {
        Path target = Files.createDirectories(elsewhere(scene));
        Files.writeString(target.resolve("offsite.enc"), KeyScene.plainFile(KeyScene.RAW));
        Files.createSymbolicLink(scene.config.resolve("encryption-keys"), target);
      } else if (this == EMPTY_FILE || !keyFile.isEmpty()) {
        scene.file(KeyScene.FILE, keyFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path elsewhere(KeyScene scene) {
    return scene.config.resolveSibling("elsewhere");
  }

  String registry() {
    return properties.isEmpty()
        ? KeyScene.NEIGHBOURS
        : KeyScene.NEIGHBOURS
            + "\n# ours\nsync-key: offsite\n\tfingerprint "
            + KeyScene.FINGERPRINT
            + "\n\tfuture-property 6\n"
            + properties;
  }
}
