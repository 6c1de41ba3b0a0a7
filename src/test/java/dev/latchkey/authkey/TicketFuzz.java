package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.authkey.TicketVerification.Valid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Tickets: any text is judged without an exception, and only what was signed counts. */
class TicketFuzz {

  private static final String GENUINE = AuthKeyScene.ticket("authkey-ed25519/ticket");

  private final AuthKeyScene scene;
  private final TicketVerifier verifier;

  TicketFuzz(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
    scene.now = AuthKeyScene.SIGNED.plusSeconds(60);
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.SIGNED.minusSeconds(36_000));
    this.verifier = scene.keys().verifier();
  }

  private static @Nullable String decoded(String text) {
    return TicketText.decoded(TicketText.encoded(text));
  }

  @FuzzTest
  void verify_anyText_judgesWithoutException(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    UnverifiedTicket ticket = UnverifiedTicket.parse(text);
    if (ticket != null) {
      assertThat(decoded(ticket.unverifiedPrefix())).isEqualTo(ticket.unverifiedPrefix());
      assertThat(decoded(ticket.unverifiedData())).isEqualTo(ticket.unverifiedData());
      assertThat(ticket.unverifiedTime()).isAfterOrEqualTo(Instant.EPOCH);
    }
    TicketVerification verdict = verifier.verify(text, "PBS", null);
    boolean genuine = text.equals(GENUINE) || text.equals(GENUINE + "==");
    assertThat(verdict instanceof Valid).isEqualTo(genuine);
  }
}
