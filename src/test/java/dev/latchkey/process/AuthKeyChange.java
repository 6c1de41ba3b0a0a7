package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.authkey.RotationReason;
import dev.latchkey.authkey.TicketVerification;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rotation that may be cut short, and what has to hold of tickets and files then. */
public enum AuthKeyChange implements Mutation<AuthKeyFilesOnDisk> {
  /** The first one of all. */
  FIRST("auth-key rotate"),
  FIRST_IN_NEW_DIRECTORY("auth-key rotate, new directory"),
  /** One of a key that is neither the first nor too old. */
  FORCED("auth-key rotate --force");

  private final String label;

  AuthKeyChange(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public AdminProcess in(Sandbox box) {
    return this == FORCED
        ? box.admin("auth-key", "rotate", "--force")
        : box.admin("auth-key", "rotate");
  }

  @Override
  public Sandbox prepare(Path root) throws IOException {
    Sandbox box = new Sandbox(root);
    if (this == FORCED) {
      box.authKeys().rotate(null, false, null);
      box.authKeys().rotate(null, true, null);
      Files.createDirectories(box.out());
      Files.writeString(tickets(box), sign(box));
    } else if (this == FIRST) {
      try (Secret secret = Secret.copyOf("of-a-neighbour".getBytes(StandardCharsets.UTF_8))) {
        box.tokens().create(TokenId.parse("neighbour@pbs!n"), TokenSettings.DEFAULT, secret);
      }
    }
    return box;
  }

  /** A file of tickets that the key signed before the rotation. */
  private static Path tickets(Sandbox box) {
    return box.out().resolve("tickets");
  }

  private static String sign(Sandbox box) {
    return box.authKeys().signer().sign(TicketServer.PREFIX, "root@pam", null);
  }

  static void assertAccepted(Sandbox box, List<String> tickets) {
    for (String ticket : tickets) {
      assertThat(box.authKeys().verifier().verify(ticket, TicketServer.PREFIX, null))
          .as("a ticket of before")
          .isInstanceOf(TicketVerification.Valid.class);
    }
  }

  @Override
  public AuthKeyFilesOnDisk read(Sandbox box) throws IOException {
    return AuthKeyFilesOnDisk.of(box.config());
  }

  @Override
  public void assertUnchanged(AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk found) {
    assertThat(found.current()).as("authkey.pub").isEqualTo(before.current());
    assertThat(found.old()).as("authkey.pub.old").isEqualTo(before.old());
    assertThat(found.privateKey()).as("authkey.key").isEqualTo(before.privateKey());
    assertThat(found.times()).as("times of the public keys").isEqualTo(before.times());
  }

  @Override
  public void assertDone(
      AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk after, AuthKeyFilesOnDisk found) {
    found.assertIsOneRotationAfter(before);
  }

  /** A step between: public keys that are renewed already, beside the private key of before. */
  @Override
  public boolean isDone(
      AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk after, AuthKeyFilesOnDisk found) {
    assertThat(found.old()).as("authkey.pub.old").isIn(before.old(), before.current());
    if (!found.current().equals(before.current())) {
      assertThat(found.old()).as("authkey.pub.old").isEqualTo(before.current());
    }
    if (!found.privateKey().equals(before.privateKey())) {
      assertThat(found.current()).as("authkey.pub").isNotEqualTo(before.current());
    }
    if (found.rotations().size() > before.rotations().size() && !found.isTakenBack()) {
      found.assertIsOneRotationAfter(before);
    }
    return !found.privateKey().equals(before.privateKey());
  }

  @Override
  public boolean wasAnnounced(Outcome outcome) {
    return outcome.err().contains("rotated");
  }

  /**
   * Who rotates ten years ago, by their clock, retires the key of before ten years ago: its tickets
   * are refused, which is the safe side. A key is as old as its date says.
   */
  @Override
  public void forgetTimes(Sandbox box) throws IOException {
    Files.deleteIfExists(tickets(box));
    FileTime now = FileTime.from(Instant.now());
    Files.setLastModifiedTime(box.config().resolve("authkey.pub"), now);
  }

  /** Where the run directory cannot be made, a rotation goes on without counters. */
  @Override
  public boolean goesOnWithout(Sandbox box, List<Call> before, Call call) {
    return this == FIRST_IN_NEW_DIRECTORY && call.isOn(box.run());
  }

  /**
   * What the private key on disk signs is accepted, before the next rotation and after it; that one
   * makes a pair of the files and settles the counter.
   */
  @Override
  public void assertCarriesOn(Sandbox box, AuthKeyFilesOnDisk found) throws Exception {
    AuthKeyRepository keys = box.authKeys();
    List<String> tickets = new ArrayList<>(StoredState.read(tickets(box)).lines().toList());
    if (Files.exists(box.config().resolve("authkey.key"))) {
      tickets.add(sign(box));
    } else {
      assertThat(this).as("without a private key").isNotEqualTo(FORCED);
    }
    assertAccepted(box, tickets);
    RotationReason due = due(keys);
    if (due != null) {
      assertThat(due).isEqualTo(this == FORCED ? RotationReason.NO_PAIR : RotationReason.NO_KEY);
    }

    assertThat(keys.rotate(null, false, null).reason()).isEqualTo(due);
    assertThat(keys.status().due()).as("due after the repair").isNull();
    assertIsPair(box);
    tickets.add(sign(box));
    assertAccepted(box, tickets);

    String latest = sign(box);
    assertThat(keys.rotate(null, true, null).done()).isTrue();
    assertAccepted(box, List.of(latest, sign(box)));
    assertThat(AuthKeyFilesOnDisk.counter(box.run())).isEven().isPositive();
  }

  /** Asks openssl whether the private key is that of the public one. */
  static void assertIsPair(Sandbox box) throws IOException, InterruptedException {
    Path key = box.config().resolve("authkey.key");
    Outcome pub =
        AdminProcess.other(box, "openssl", "pkey", "-in", key.toString(), "-pubout").run();
    assertThat(pub.exit()).as(pub.err()).isZero();
    assertThat(StoredState.read(box.config().resolve("authkey.pub"))).isEqualTo(pub.out());
  }

  private static @Nullable RotationReason due(AuthKeyRepository keys) {
    try {
      return keys.status().due();
    } catch (NotFoundException noDirectoryYet) {
      return RotationReason.NO_KEY;
    }
  }
}
