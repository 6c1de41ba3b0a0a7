package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  private static final int NOBODY = 65534;
  private static final int SERVICE_GROUP = 60123;
  private static final String[] AS_NOBODY = {
    "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"
  };

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
    give(box.root(), NOBODY);
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:uid", 0);
    Files.setAttribute(box.config().resolve("token.shadow"), "unix:mode", 0600);
    StoredState before = box.state();

    Outcome outcome = onVictim(verb).under(AS_NOBODY).run();

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
    give(box.run(), NOBODY);
    StoredState before = box.state();

    Outcome outcome = onVictim(verb).under(AS_NOBODY).run();

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
    give(box.config(), NOBODY);
    give(box.run(), NOBODY);
    Files.setAttribute(box.config(), "unix:uid", 0);
    Files.setAttribute(box.config(), "unix:mode", 0755);
    StoredState before = box.state();

    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(AS_NOBODY).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("admin: ").contains("permission denied");
    assertUnchanged(before);
  }

  @Test
  void create_directoryCannotBeMade_fails() throws Exception {
    requireNobody();
    Files.setAttribute(box.root(), "unix:mode", 0755);

    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(AS_NOBODY).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("admin: ").contains("permission denied");
    assertThat(box.config()).doesNotExist();
    assertThat(box.run()).doesNotExist();
  }

  @Test
  void create_countersOutOfReach_fails() throws Exception {
    prepareForNobody();
    give(box.config(), NOBODY);
    StoredState before = box.state();
    Outcome outcome = box.admin("token", "create", "next@pbs!one").under(AS_NOBODY).run();
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
    requireNobody();
    give(box.root(), NOBODY);

    Outcome outcome =
        box.admin("token", "create", "next@pbs!one")
            .under(AS_NOBODY)
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
    requireNobody();
    give(box.root(), NOBODY);

    Outcome outcome =
        box.admin("key", "create", "next")
            .under(AS_NOBODY)
            .under("sh", "-c", "umask 0; exec \"$@\"", "sh")
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(box.state().owners())
        .containsKey("config/encryption-keys/next.enc")
        .allSatisfy(this::assertSharedWithNobody);
  }

  private void assertSharedWithNobody(String name, String found) {
    boolean directory = Files.isDirectory(box.root().resolve(name));
    assertThat(found).as(name).isEqualTo((directory ? "0700 " : "0600 ") + NOBODY + ":" + NOBODY);
  }

  @ParameterizedTest
  @EnumSource
  void keyChange_byRoot_keepsOwnersAndModes(KeyChange change) throws Exception {
    Tools.requireRoot();
    box = change.prepare(box.root());
    give(box.config(), NOBODY);
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
    requireNobody();
    box = change.prepare(box.root());
    give(box.root(), NOBODY);
    Path directory = box.config().resolve("encryption-keys");
    if (change == KeyChange.CREATE) {
      Files.createDirectory(directory);
    }
    Files.setAttribute(directory, "unix:uid", 0);
    Files.setAttribute(directory, "unix:mode", 0755);
    StoredKeys before = box.storedKeys();

    Outcome outcome = change.in(box).under(AS_NOBODY).run();

    StoredKeys after = box.storedKeys();
    after.assertNothingLost(KeyChange.PASSPHRASE);
    assertThat(after.rest().temporaryFiles()).isEmpty();
    assertThat(after.isCounterOdd()).isFalse();
    if (change == KeyChange.ARCHIVE) {
      assertThat(outcome.exit()).as("needs the registry alone: %s", outcome.err()).isZero();
    } else {
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .startsWith("admin: '" + directory)
          .contains("permission denied")
          .doesNotContain("Exception");
      KeyChange.assertUnchanged(before, after);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "regenerate", "update", "delete"})
  void verb_byRoot_keepsOwnersAndModes(String verb) throws Exception {
    Tools.requireRoot();
    box = Change.DELETE.prepare(box.root());
    give(box.config(), NOBODY);
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
    requireNobody();
    box = Change.DELETE.prepare(box.root());
  }

  /** Skips the test unless the command can be started as a user without rights. */
  private void requireNobody() throws IOException, InterruptedException {
    Tools.requireRoot();
    AdminProcess version = box.admin("version").under(AS_NOBODY);
    Tools.requireSuccess(box, version.words().toArray(String[]::new));
    Files.setAttribute(box.scratch(), "unix:mode", 0755);
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

  private static void give(Path directory, int user) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", user);
        Files.setAttribute(file, "unix:gid", user);
      }
    }
  }
}
