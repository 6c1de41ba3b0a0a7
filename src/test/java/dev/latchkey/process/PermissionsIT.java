package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    requireNobody();
    give(box.root(), NOBODY);
    Path data = box.root().resolve("data");

    Outcome outcome =
        box.admin("completion", "zsh", "--install")
            .under("env", "XDG_DATA_HOME=" + data)
            .under(AS_NOBODY)
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

  @Test
  void authKeyVerify_privateKeyOfRoot_knowsTicketsOfBothKeys() throws Exception {
    requireNobody();
    box.authKeys().rotate(null, false, null);
    String earlier = signAsRoot();
    box.authKeys().rotate(null, true, null);
    String ticket = signAsRoot();
    sharePublicKeys();
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome current = box.admin("auth-key", "verify").input(ticket).under(AS_NOBODY).run();
    Outcome previous = box.admin("auth-key", "verify").input(earlier).under(AS_NOBODY).run();

    assertThat(current.exit()).as(current.err()).isZero();
    assertThat(current.out()).contains("root@pam", "current-key");
    assertThat(previous.exit()).as(previous.err()).isZero();
    assertThat(previous.out()).contains("root@pam", "previous-key");
    before.assertUnchanged(box.config());
  }

  @ParameterizedTest
  @CsvSource({"0, no, 0", "2, too-old, 10"})
  void authKeyStatus_privateKeyOfRoot_saysSoAndJudgesByAgeAlone(int days, String due, int exit)
      throws Exception {
    requireNobody();
    box.authKeys().rotate(null, false, null);
    sharePublicKeys();
    dateBack(days);
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome outcome = box.admin("auth-key", "status", "--exit-code").under(AS_NOBODY).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
    assertThat(outcome.out())
        .containsPattern("(?m)^due: +" + due + "$")
        .containsPattern("(?m)^private-key: +not readable$");
    assertThat(outcome.err()).isEmpty();
    before.assertUnchanged(box.config());
  }

  @Test
  void authKeySign_privateKeyOfRoot_fails() throws Exception {
    requireNobody();
    box.authKeys().rotate(null, false, null);
    sharePublicKeys();
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome outcome =
        box.admin("auth-key", "sign", "--prefix", TicketServer.PREFIX, "--data", "root@pam")
            .under(AS_NOBODY)
            .run();

    assertPermissionDenied(outcome, box.config().resolve("authkey.key"));
    before.assertUnchanged(box.config());
  }

  @ParameterizedTest
  @EnumSource
  void authKeyRotate_privateKeyOfRoot_failsAndChangesNothing(DirectoryOf owner) throws Exception {
    requireNobody();
    box.authKeys().rotate(null, false, null);
    box.authKeys().rotate(null, true, null);
    if (owner == DirectoryOf.THE_USER) {
      // Who may rename a file onto the private key is still not to replace what it cannot read.
      give(box.root(), NOBODY);
      Files.setAttribute(box.config().resolve("authkey.key"), "unix:uid", 0);
    } else {
      sharePublicKeys();
      give(box.run(), NOBODY);
    }
    dateBack(2);
    AuthKeyFilesOnDisk keys = AuthKeyFilesOnDisk.of(box.config());
    DirectorySnapshot before = DirectorySnapshot.of(box.config());
    DirectorySnapshot countersBefore = DirectorySnapshot.of(box.run());
    Map<String, String> owners = box.state().owners();

    Outcome due = box.admin("auth-key", "rotate").under(AS_NOBODY).run();
    Outcome forced = box.admin("auth-key", "rotate", "--force").under(AS_NOBODY).run();

    Path denied = box.config().resolve(owner.denied);
    assertPermissionDenied(due, denied);
    assertPermissionDenied(forced, denied);
    assertThat(AuthKeyFilesOnDisk.of(box.config())).isEqualTo(keys);
    before.assertUnchanged(box.config());
    countersBefore.assertUnchanged(box.run());
    assertThat(box.state().owners()).isEqualTo(owners);
  }

  /** Whose directory it is in which the private key is root's, and where a rotation stops then. */
  enum DirectoryOf {
    ROOT(".authkey.lck"),
    THE_USER("authkey.key");

    private final String denied;

    DirectoryOf(String denied) {
      this.denied = denied;
    }
  }

  private static void assertPermissionDenied(Outcome outcome, Path file) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            """
            admin: '%s': permission denied
            hint: nothing was changed; run it as a user who may, such as root
            """
                .formatted(file));
  }

  private String signAsRoot() {
    return box.authKeys().signer().sign(TicketServer.PREFIX, "root@pam", null);
  }

  /** Lets everybody read the public keys, and nobody but root the private one. */
  private void sharePublicKeys() throws IOException {
    Files.setAttribute(box.config(), "unix:mode", 0755);
    for (String name : List.of("authkey.pub", "authkey.pub.old")) {
      Path file = box.config().resolve(name);
      if (Files.exists(file)) {
        Files.setAttribute(file, "unix:mode", 0644);
      }
    }
    assertThat(box.state().owners()).containsEntry("config/authkey.key", "0600 0:0");
  }

  /** Makes the key older than it is. */
  private void dateBack(int days) throws IOException {
    Path file = box.config().resolve("authkey.pub");
    Instant made = Files.getLastModifiedTime(file).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(made.minus(Duration.ofDays(days))));
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
