package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and who owns what is made: as root, and as a user without any right. */
class PermissionsIT {

  private static final int SERVICE_GROUP = 60123;
  @TempDir Path temporary;

  private Sandbox box;

  @BeforeEach
  void makeSandbox() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    box = new Sandbox(temporary.resolve("box"));
    Files.createDirectory(box.root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show", "create", "regenerate", "update", "disable", "delete"})
  void verb_shadowUnreadable_fails(String verb) throws Exception {
    prepareForNobody();
    Nobody.own(box.root());
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:uid", 0);
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:mode", 0600);
    StoredState before = box.state();

    Outcome outcome = onVictim(verb).under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: '" + box.config().resolve("token.shadow") + "': permission denied");
    assertUnchanged(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "regenerate", "update", "disable", "delete"})
  void verb_directoryReadOnly_fails(String verb) throws Exception {
    prepareForNobody();
    try (Stream<Path> files = Files.walk(box.config())) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:mode", Files.isDirectory(file) ? 0755 : 0644);
      }
    }
    Nobody.own(box.run());
    StoredState before = box.state();

    Outcome outcome = onVictim(verb).under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: '" + box.config())
        .contains("permission denied")
        .doesNotContain("Exception");
    assertUnchanged(before);
  }

  @Test
  void create_locksWritableAndDirectoryReadOnly_fails() throws Exception {
    prepareForNobody();
    Nobody.own(box.config());
    Nobody.own(box.run());
    Files.setAttribute(box.config(), "unix:uid", 0);
    Files.setAttribute(box.config(), "unix:mode", 0755);
    StoredState before = box.state();

    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("admin: ").contains("permission denied");
    assertUnchanged(before);
  }

  @Test
  void create_directoryCannotBeMade_fails() throws Exception {
    Nobody.require(box);
    Files.setAttribute(box.root(), "unix:mode", 0755);

    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("admin: ").contains("permission denied");
    assertThat(box.config()).doesNotExist();
    assertThat(box.run()).doesNotExist();
  }

  @Test
  void create_countersOutOfReach_fails() throws Exception {
    prepareForNobody();
    Nobody.own(box.config());
    StoredState before = box.state();
    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(Nobody.WORDS).run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("admin: ").contains("permission denied");
    assertUnchanged(before);
  }

  @Test
  void create_byRoot_sharesWithTheGroupOfTheDirectory() throws Exception {
    Tools.requireRoot();
    Files.createDirectory(box.config());
    Files.setAttribute(box.config(), "unix:mode", 0750);
    Files.setAttribute(box.config(), "unix:gid", SERVICE_GROUP);

    assertThat(box.admin("token", "create", "next@pbs!one").run().exit()).isZero();

    String owner = " 0:" + SERVICE_GROUP;
    Map<String, String> owners = box.state().owners();
    assertThat(owners)
        .containsEntry("config/", "0750" + owner)
        .containsEntry("config/token.shadow", "0640" + owner)
        .containsEntry("config/user.cfg", "0640" + owner)
        .containsEntry("config/token.shadow.lock", "0660" + owner)
        .containsEntry("config/.user.lck", "0660" + owner)
        .containsEntry("config/state", "0750" + owner)
        .containsEntry("config/state/audit.jsonl", "0640" + owner)
        .containsEntry("run/", "0770" + owner)
        .containsEntry("run/shmem", "0770" + owner)
        .containsEntry("run/shmem/latchkey-versions", "0660" + owner);
  }

  @Test
  void create_byOrdinaryUser_sharesWithNobody() throws Exception {
    Nobody.require(box);
    Nobody.own(box.root());

    Outcome outcome =
        box.admin("token", "create", "next@pbs!one")
            .under(Nobody.WORDS)
            .under("sh", "-c", "umask 0; exec \"$@\"", "sh")
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(box.state().owners()).hasSize(10).allSatisfy(this::assertSharedWithNobody);
  }

  @Test
  void keyCreate_byRoot_sharesWithTheGroupOfTheDirectory() throws Exception {
    Tools.requireRoot();
    Files.createDirectory(box.config());
    Files.setAttribute(box.config(), "unix:mode", 0750);
    Files.setAttribute(box.config(), "unix:gid", SERVICE_GROUP);

    assertThat(box.admin("key", "create", "next").run().exit()).isZero();

    String owner = " 0:" + SERVICE_GROUP;
    assertThat(box.state().owners())
        .containsEntry("config/encryption-keys", "0750" + owner)
        .containsEntry("config/encryption-keys/next.enc", "0640" + owner)
        .containsEntry("config/encryption-keys/next.enc.lck", "0660" + owner)
        .containsEntry("config/encryption-keys.cfg", "0640" + owner)
        .containsEntry("config/.encryption-keys.lck", "0660" + owner);
  }

  @Test
  void keyCreate_byOrdinaryUser_sharesWithNobody() throws Exception {
    Nobody.require(box);
    Nobody.own(box.root());

    Outcome outcome =
        box.admin("key", "create", "next")
            .under(Nobody.WORDS)
            .under("sh", "-c", "umask 0; exec \"$@\"", "sh")
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(box.state().owners())
        .containsKey("config/encryption-keys/next.enc")
        .allSatisfy(this::assertSharedWithNobody);
  }

  @Test
  void create_underAnyUmask_makesNoDirectoryThatOthersMayWriteTo() throws Exception {
    Path config = box.root().resolve("a/b/config");

    Outcome outcome =
        box.admin("token", "create", "next@pbs!one", "--config-dir", config.toString())
            .under("sh", "-c", "umask 0; exec \"$@\"", "sh")
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    for (Path above : List.of(box.root().resolve("a"), box.root().resolve("a/b"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(above)))
          .as(above.toString())
          .isEqualTo("rwxr-xr-x");
    }
  }

  @Test
  void completionInstall_underAnyUmask_makesNothingThatOthersMayWriteTo() throws Exception {
    Nobody.require(box);
    Nobody.own(box.root());
    Path data = box.root().resolve("data");

    Outcome outcome =
        box.admin("completion", "zsh", "--install")
            .under("env", "XDG_DATA_HOME=" + data)
            .under(Nobody.WORDS)
            .under("sh", "-c", "umask 0; exec \"$@\"", "sh")
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    try (Stream<Path> made = Files.walk(data)) {
      assertThat(made)
          .hasSize(4)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .matches("rwxr-xr-x|rw-r--r--"));
    }
  }

  private void assertSharedWithNobody(String name, String found) {
    boolean directory = Files.isDirectory(box.root().resolve(name));
    assertThat(found)
        .as(name)
        .isEqualTo((directory ? "0700 " : "0600 ") + Nobody.UID + ":" + Nobody.UID);
  }

  @ParameterizedTest
  @EnumSource
  void keyChange_byRoot_keepsOwnersAndModes(KeyChange change) throws Exception {
    Tools.requireRoot();
    box = change.prepare(box.root());
    Nobody.own(box.config());
    if (!change.isNew()) {
      Path file = box.config().resolve("encryption-keys/" + KeyChange.VICTIM + ".enc");
      Files.setAttribute(file, "unix:mode", 0600);
    }
    Map<String, String> owners = box.state().owners();

    assertThat(change.in(box).run().exit()).isZero();

    Map<String, String> found = box.state().owners();
    if (change == KeyChange.DELETE) {
      owners.remove("config/encryption-keys/" + KeyChange.VICTIM + ".enc");
    }
    assertThat(found).containsAllEntriesOf(owners);
  }

  @ParameterizedTest
  @EnumSource
  void keyChange_directoryOfKeysReadOnly_changesNothing(KeyChange change) throws Exception {
    Nobody.require(box);
    box = change.prepare(box.root());
    Nobody.own(box.root());
    Path directory = box.config().resolve("encryption-keys");
    if (change == KeyChange.CREATE) {
      Files.createDirectory(directory);
    }
    Files.setAttribute(directory, "unix:uid", 0);
    Files.setAttribute(directory, "unix:mode", 0755);
    StoredKeys before = box.storedKeys();

    Outcome outcome = change.in(box).under(Nobody.WORDS).run();

    StoredKeys after = box.storedKeys();
    after.assertNothingLost(KeyChange.PASSPHRASE);
    assertThat(after.rest().temporaryFiles()).isEmpty();
    assertThat(after.isCounterOdd()).isFalse();
    if (change == KeyChange.ARCHIVE || change == KeyChange.UNARCHIVE) {
      assertThat(outcome.exit()).as("needs the registry alone: %s", outcome.err()).isZero();
    } else {
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .startsWith("admin: '" + directory)
          .contains("permission denied")
          .doesNotContain("Exception");
      KeyChange.CREATE.assertUnchanged(before, after);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "regenerate", "update", "delete"})
  void verb_byRoot_keepsOwnersAndModes(String verb) throws Exception {
    Tools.requireRoot();
    box = Change.DELETE.prepare(box.root());
    Nobody.own(box.config());
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:mode", 0600);
    Files.setAttribute(box.config().resolve("user.cfg"), "unix:gid", SERVICE_GROUP);
    StoredState before = box.state();

    assertThat(onVictim(verb).run().exit()).isZero();

    assertThat(box.state().owners()).isEqualTo(before.owners());
    assertThat(box.state()).isNotEqualTo(before);
  }

  @Test
  void create_shadowWritableByOthers_isRefused() throws Exception {
    box = Change.DELETE.prepare(box.root());
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:mode", 0666);
    StoredState before = box.state();

    Outcome outcome = onVictim("create").run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(8);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("token.shadow", "may be written to by everybody");
    assertUnchanged(before);
  }

  private AdminProcess onVictim(String verb) {
    return switch (verb) {
      case "list" -> box.admin("token", "list");
      case "create" -> box.admin("token", "create", "next@pbs!one");
      case "update" -> box.admin("token", "update", Change.VICTIM, "--comment", "after");
      default -> box.admin("token", verb, Change.VICTIM);
    };
  }

  private void prepareForNobody() throws IOException, InterruptedException {
    Nobody.require(box);
    box = Change.DELETE.prepare(box.root());
  }

  private void assertUnchanged(StoredState before) throws IOException {
    StoredState after = box.state();
    assertThat(after.hashes()).isEqualTo(before.hashes());
    assertThat(after.users()).isEqualTo(before.users());
    assertThat(after.audit()).isEqualTo(before.audit());
    assertThat(after.temporaryFiles()).isEmpty();
    assertThat(after.owners()).isEqualTo(before.owners());
    assertThat(after.isAnyCounterOdd()).isFalse();
  }
}
