package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hosts that share a directory through file systems whose plain stat tells of times gone by:
 * two mounts of one directory, for each of which the kernel remembers attributes of its own.
 *
 * <p>A rotation reads the keys. Where each opening reads the file afresh, that is enough for the
 * kernel to ask for the attributes again, and the stamp after the reading tells the truth even by
 * plain stat. Where the content is remembered, too, until the attributes are known to differ, only
 * asking for those with force brings either of them up to date.
 */
@ParameterizedClass
@ValueSource(
    strings = {CachedAttributesIT.CONTENT_FORGOTTEN, CachedAttributesIT.CONTENT_REMEMBERED})
class CachedAttributesIT {

  private static final int ROUNDS = 10;
  private static final long START = 1_800_000_000;
  private static final long DAY = 24 * 60 * 60;

  /** Longer than the test takes: the kernel never asks again of its own accord. */
  private static final String REMEMBERING = "attr_timeout=3600,entry_timeout=3600";

  /** Mount option: what a file holds is read again each time that it is opened. */
  static final String CONTENT_FORGOTTEN = "noauto_cache";

  /** Mount option: what a file holds is remembered until its attributes are seen to differ. */
  static final String CONTENT_REMEMBERED = "auto_cache";

  @TempDir Path temporary;

  private final String content;
  private Sandbox box;
  private final List<Path> mounts = new ArrayList<>();
  private final List<TicketProcess> hosts = new ArrayList<>();

  CachedAttributesIT(String content) {
    this.content = content;
  }

  @BeforeEach
  void mountTwice() throws Exception {
    Tools.requireRoot();
    Tools.require("bindfs", "fusermount3");
    box = new Sandbox(temporary.resolve("box"));
    Files.createDirectories(box.config());
    for (String name : List.of("first", "second")) {
      Path mount = Files.createDirectory(temporary.resolve(name));
      Tools.requireSuccess(
          box,
          "bindfs",
          "-o",
          REMEMBERING + "," + content,
          "--enable-lock-forwarding",
          "--multithreaded",
          box.config().toString(),
          mount.toString());
      mounts.add(mount);
      // Counters of its own: they are not shared between hosts.
      hosts.add(new TicketProcess(mount, temporary.resolve("run-of-" + name)));
    }
  }

  @AfterEach
  void unmount() throws Exception {
    for (TicketProcess host : hosts) {
      host.stop();
    }
    for (Path mount : mounts) {
      AdminProcess.other(box, "umount", "-l", mount.toString()).run();
    }
  }

  @Test
  void rotate_otherHostHasJustRotated_seesThatThoughStatDoesNot() throws Exception {
    makeFirstKey();
    for (int round = 1; round <= ROUNDS; round++) {
      AuthKeyFilesOnDisk before = rememberOldKey(round);
      TicketProcess one = hosts.get(round % 2);
      TicketProcess other = hosts.get(1 - round % 2);
      String earlier = other.ask("sign");

      assertThat(one.ask("rotate")).isEqualTo("rotated TOO_OLD");
      assertThat(times("authkey.pub").get(1 - round % 2))
          .as("what plain stat tells the other host")
          .isEqualTo(START + (round - 1) * DAY);
      assertThat(other.ask("rotate")).isEqualTo("not due");

      assertRotatedOnce(before, earlier);
    }
  }

  /** By a verifier that remembers a key: it reads no file whose status is the one it knows. */
  @Test
  void verify_otherHostHasJustRotated_acceptsTheNewKeyAtOnce() throws Exception {
    makeFirstKey();
    for (int round = 1; round <= ROUNDS; round++) {
      rememberOldKey(round);
      TicketProcess one = hosts.get(round % 2);
      TicketProcess other = hosts.get(1 - round % 2);
      assertThat(other.ask("verify " + other.ask("sign"))).isEqualTo("CURRENT_KEY");

      assertThat(one.ask("rotate")).isEqualTo("rotated TOO_OLD");

      assertThat(other.ask("verify " + one.ask("sign"))).isEqualTo("CURRENT_KEY");
      assertThat(one.ask("verify " + other.ask("sign"))).isEqualTo("CURRENT_KEY");
    }
  }

  @Test
  void rotate_bothHostsAtOnce_replacesTheKeyOnce() throws Exception {
    makeFirstKey();
    for (int round = 1; round <= ROUNDS; round++) {
      AuthKeyFilesOnDisk before = rememberOldKey(round);
      String earlier = hosts.get(round % 2).ask("sign");

      assertThat(askBoth("rotate"))
          .containsOnlyOnce("rotated TOO_OLD")
          .containsAnyOf("too late", "not due");

      assertRotatedOnce(before, earlier);
    }
  }

  @Test
  void of_otherHostHasJustRotated_isRightWhereStatAfterOpenAndCloseIsNot() throws Exception {
    makeFirstKey();
    rememberOldKey(1);
    Path seen = mounts.getLast().resolve("authkey.pub");

    assertThat(hosts.getFirst().ask("rotate")).isEqualTo("rotated TOO_OLD");

    Files.newInputStream(seen).close();
    assumeTrue(
        times("authkey.pub").getLast() == START, "this kernel asks again after open and close");
    FileStatus status = Objects.requireNonNull(FileStatus.of(seen));
    assertThat(status.modifySeconds()).isEqualTo(START + DAY);
    assertThat(status.size()).isEqualTo(Files.size(box.config().resolve("authkey.pub")));
  }

  private void makeFirstKey() {
    askBoth("now " + START);
    assertThat(hosts.getFirst().ask("rotate")).isEqualTo("rotated NO_KEY");
    assertThat(hosts.getLast().ask("rotate")).isEqualTo("not due");
  }

  /** A day later, both kernels look at the key, which is a day old. */
  private AuthKeyFilesOnDisk rememberOldKey(int round) throws IOException {
    askBoth("now " + (START + round * DAY));
    long made = START + (round - 1) * DAY;
    assertThat(times("authkey.pub")).containsExactly(made, made);
    assertThat(times("authkey.key")).containsExactly(made, made);
    return AuthKeyFilesOnDisk.of(box.config());
  }

  private void assertRotatedOnce(AuthKeyFilesOnDisk before, String earlier) throws IOException {
    AuthKeyFilesOnDisk.of(box.config()).assertIsOneRotationAfter(before);
    assertThat(askBoth("verify " + earlier)).containsOnly("PREVIOUS_KEY");
    for (TicketProcess host : hosts) {
      assertThat(askBoth("verify " + host.ask("sign"))).containsOnly("CURRENT_KEY");
    }
  }

  /** When a file was modified, as plain stat says through each of the mounts. */
  private List<Long> times(String name) throws IOException {
    List<Long> times = new ArrayList<>();
    for (Path mount : mounts) {
      times.add(Files.getLastModifiedTime(mount.resolve(name)).toInstant().getEpochSecond());
    }
    return times;
  }

  /** Tells both before it listens to either. */
  private List<String> askBoth(String command) {
    hosts.forEach(host -> host.tell(command));
    return hosts.stream().map(TicketProcess::answer).toList();
  }
}
