package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.authkey.TicketVerification;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.token.Verification;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {

  @Test
  void values_reasonsOfTheLibrary_areAmongThem() {
    assertThat(Arrays.stream(ErrorCode.values()).map(Enum::name))
        .containsAll(
            Stream.<Enum<?>>concat(
                    Arrays.stream(Verification.Reason.values())
                        .filter(reason -> reason != Verification.Reason.UNKNOWN),
                    Arrays.stream(TicketVerification.Reason.values()))
                .map(Enum::name)
                .toList());
  }
}
