package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.authkey.RotationReason;
import dev.latchkey.authkey.TicketVerification;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rotation that may be cut short, and what has to hold of tickets and files then. */
enum AuthKeyChange {
  /** The first one of all; where every place is tried, in a directory that is not there yet. */
  FIRST,
  /** One of a key that is neither the first nor too old. */
  FORCED;

  /** The command, not started yet. */
  AdminProcess in(Sandbox box) {
    return this == FIRST
        ? box.admin("auth-key", "rotate")
        : box.admin("auth-key", "rotate", "--force");
  }

  /** Makes the state that it starts from. */
  Sandbox prepare(Sandbox box) {
    if (this == FORCED) {
      box.authKeys().rotate(null, false, null);
      box.authKeys().rotate(null, true, null);
    } else if (!Faults.ALL) {
      try (Secret secret = Secret.copyOf("of-a-neighbour".getBytes(StandardCharsets.UTF_8))) {
        box.tokens().create(TokenId.parse("neighbour@pbs!n"), TokenSettings.DEFAULT, secret);
      }
    }
    return box;
  }

  /** Tickets that the present key has signed. */
  List<String> tickets(Sandbox box) {
    return this == FORCED ? List.of(sign(box)) : List.of();
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

  /** Fails unless the files are those of before, or those of after, or a step between them. */
  void assertBeforeOrAfter(AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk found) {
    assertThat(found.old()).as("authkey.pub.old").isIn(before.old(), before.current());
    if (!found.current().equals(before.current())) {
      assertThat(found.old()).as("authkey.pub.old").isEqualTo(before.current());
    }
    if (!found.privateKey().equals(before.privateKey())) {
      assertThat(found.current()).as("authkey.pub").isNotEqualTo(before.current());
    }
    if (found.rotations().size() > before.rotations().size()) {
      found.assertIsOneRotationAfter(before);
    }
  }

  /**
   * What the private key on disk signs is accepted, before the next rotation and after it; that one
   * makes a pair of the files and settles the counter.
   */
  void assertCarriesOn(Sandbox box, List<String> earlier) throws IOException {
    AuthKeyRepository keys = box.authKeys();
    List<String> tickets = new ArrayList<>(earlier);
    if (Files.exists(box.config().resolve("authkey.key"))) {
      tickets.add(sign(box));
    } else {
      assertThat(this).as("without a private key").isEqualTo(FIRST);
    }
    assertAccepted(box, tickets);
    RotationReason due = due(keys);
    if (due != null) {
      assertThat(due).isEqualTo(this == FIRST ? RotationReason.NO_KEY : RotationReason.NO_PAIR);
    }

    assertThat(keys.rotate(null, false, null).reason()).isEqualTo(due);
    assertThat(keys.status().due()).as("due after the repair").isNull();
    tickets.add(sign(box));
    assertAccepted(box, tickets);

    String latest = sign(box);
    assertThat(keys.rotate(null, true, null).done()).isTrue();
    assertAccepted(box, List.of(latest, sign(box)));
    assertThat(AuthKeyFilesOnDisk.counter(box.run())).isEven().isPositive();
  }

  private static @Nullable RotationReason due(AuthKeyRepository keys) {
    try {
      return keys.status().due();
    } catch (NotFoundException noDirectoryYet) {
      return RotationReason.NO_KEY;
    }
  }

  /** Fails where a file has another mode or owner than a run without faults gives it. */
  static void assertModes(Map<String, String> expected, StoredState found) {
    assertThat(expected.entrySet())
        .as("mode and owner, as of a run without faults")
        .filteredOn(entry -> !entry.getValue().equals(found.owners().get(entry.getKey())))
        .isEmpty();
  }
}
