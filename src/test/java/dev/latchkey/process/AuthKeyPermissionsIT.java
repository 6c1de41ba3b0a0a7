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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user may do to whom the public keys are open, and the private key is not. */
class AuthKeyPermissionsIT {

  @TempDir Path temporary;

  private Sandbox box;

  @BeforeEach
  void makeSandbox() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    box = new Sandbox(temporary.resolve("box"));
    Files.createDirectory(box.root());
  }

  @Test
  void authKeyVerify_privateKeyOfRoot_knowsTicketsOfBothKeys() throws Exception {
    Nobody.require(box);
    box.authKeys().rotate(null, false, null);
    String earlier = signAsRoot();
    box.authKeys().rotate(null, true, null);
    String ticket = signAsRoot();
    sharePublicKeys();
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome current = box.admin("auth-key", "verify").input(ticket).under(Nobody.WORDS).run();
    Outcome previous = box.admin("auth-key", "verify").input(earlier).under(Nobody.WORDS).run();

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
    Nobody.require(box);
    box.authKeys().rotate(null, false, null);
    sharePublicKeys();
    dateBack(days);
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome outcome = box.admin("auth-key", "status", "--exit-code").under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
    assertThat(outcome.out())
        .containsPattern("(?m)^due: +" + due + "$")
        .containsPattern("(?m)^private-key: +not readable$");
    assertThat(outcome.err()).isEmpty();
    before.assertUnchanged(box.config());
  }

  @Test
  void authKeySign_privateKeyOfRoot_fails() throws Exception {
    Nobody.require(box);
    box.authKeys().rotate(null, false, null);
    sharePublicKeys();
    DirectorySnapshot before = DirectorySnapshot.of(box.config());

    Outcome outcome =
        box.admin("auth-key", "sign", "--prefix", TicketServer.PREFIX, "--data", "root@pam")
            .under(Nobody.WORDS)
            .run();

    assertPermissionDenied(outcome, box.config().resolve("authkey.key"));
    before.assertUnchanged(box.config());
  }

  @ParameterizedTest
  @EnumSource
  void authKeyRotate_privateKeyOfRoot_failsAndChangesNothing(DirectoryOf owner) throws Exception {
    Nobody.require(box);
    box.authKeys().rotate(null, false, null);
    box.authKeys().rotate(null, true, null);
    if (owner == DirectoryOf.THE_USER) {
      // Who may rename a file onto the private key is still not to replace what it cannot read.
      Nobody.own(box.root());
      Files.setAttribute(box.config().resolve("authkey.key"), "unix:uid", 0);
    } else {
      sharePublicKeys();
      Nobody.own(box.run());
    }
    dateBack(2);
    AuthKeyFilesOnDisk keys = AuthKeyFilesOnDisk.of(box.config());
    DirectorySnapshot before = DirectorySnapshot.of(box.config());
    DirectorySnapshot countersBefore = DirectorySnapshot.of(box.run());
    Map<String, String> owners = box.state().owners();

    Outcome due = box.admin("auth-key", "rotate").under(Nobody.WORDS).run();
    Outcome forced = box.admin("auth-key", "rotate", "--force").under(Nobody.WORDS).run();

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
}
