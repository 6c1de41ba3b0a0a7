package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written here is read by node's cryptography, which shares no code with it. */
class KeyInteroperabilityTest {

  /** Reads the passphrase on standard input, prints the key and its fingerprint. */
  private static final String NODE =
      """
      const c = require('crypto'), fs = require('fs');
      const file = JSON.parse(fs.readFileSync(process.argv[1], 'utf8'));
      const data = Buffer.from(file.data, 'base64');
      let key = data;
      if (file.kdf) {
        const passphrase = fs.readFileSync(0);
        const p = file.kdf.Scrypt || file.kdf.PBKDF2;
        const salt = Buffer.from(p.salt, 'base64');
        const derived = file.kdf.Scrypt
          ? c.scryptSync(passphrase, salt, 32, {N: p.n, r: p.r, p: p.p, maxmem: 1 << 28})
          : c.pbkdf2Sync(passphrase, salt, p.iter, 32, 'sha256');
        const cipher = c.createDecipheriv('aes-256-gcm', derived, data.subarray(0, 16));
        cipher.setAuthTag(data.subarray(16, 32));
        key = Buffer.concat([cipher.update(data.subarray(32)), cipher.final()]);
      }
      const id = c.pbkdf2Sync(key, '_id_key', 10, 32, 'sha256');
      const label = c.createHash('sha256').update('Proxmox Backup Encryption Key Fingerprint');
      const print = c.createHash('sha256').update(label.digest()).update(id).digest('hex');
      const same = print === file.fingerprint.replaceAll(':', '');
      console.log(key.toString('hex') + ' ' + same + ' ' + new Date(file.created).toISOString());
      """;

  private final KeyScene scene;

  KeyInteroperabilityTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  private static void requireNode() {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
    assumeTrue(found, "node is not installed");
  }

  private String node(String passphrase) throws IOException, InterruptedException {
    String file = scene.config.resolve(KeyScene.FILE).toString();
    Process node =
        new ProcessBuilder("node", "-e", NODE, file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(passphrase.getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).isZero();
    return out.strip();
  }

  @ParameterizedTest
  @EnumSource
  void create_anyProtection_isReadByNode(Kdf kdf) throws Exception {
    requireNode();
    String text = "schlüssel 🔑";
    String mine;
    try (Secret passphrase = KeyScene.secret(text)) {
      boolean open = kdf == Kdf.NONE;
      Protection protection = new Protection(kdf, open ? null : passphrase, null);
      EncryptionKey created = scene.keys().create(KeyScene.ID, protection);
      assertThat(created.kdf()).isEqualTo(kdf);
      try (Secret key = scene.keys().load(KeyScene.ID, passphrase)) {
        mine = KeyScene.hex(key);
      }
    }
    assertThat(node(text)).isEqualTo(mine + " true 2026-03-01T12:00:00.000Z");
  }
}
