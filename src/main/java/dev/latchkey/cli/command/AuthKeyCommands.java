package dev.latchkey.cli.command;

import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.authkey.AuthKeyStatus;
import dev.latchkey.authkey.KeyAlgorithm;
import dev.latchkey.authkey.Rotation;
import dev.latchkey.authkey.RotationReason;
import dev.latchkey.authkey.TicketTimes;
import dev.latchkey.authkey.TicketVerification;
import dev.latchkey.authkey.TicketVerification.Reason;
import dev.latchkey.authkey.UnverifiedTicket;
import dev.latchkey.authkey.VerifiedTicket;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code admin auth-key}: the key pair that signs login tickets. */
final class AuthKeyCommands {

  private static final String MAX_AGE = "replace it when it is older, such as 12h (24h)";
  private static final String AAD = "additional data that is signed with the ticket";
  private static final int MAX_TICKET_BYTES = 16 << 10;

  private AuthKeyCommands() {}

  static Noun noun() {
    return new Noun(
        "auth-key",
        "the key pair that signs login tickets",
        "admin auth-key rotate",
        AuthKeyCommands::verbs);
  }

  private static List<Verb> verbs() {
    return List.of(
        Verb.named("status")
            .summary("show the key pair, its age and whether it is to be replaced")
            .examples("admin auth-key status", "admin auth-key status --exit-code")
            .value("--max-age", "TIME", MAX_AGE)
            .flag("--exit-code", "exit with 10 if a rotation is due")
            .runs(AuthKeyCommands::status),
        Verb.named("rotate")
            .summary("replace the key pair if that is due; the old one still verifies")
            .examples(
                "admin auth-key rotate",
                "admin auth-key rotate --force --reason 'laptop stolen' --algorithm ed25519")
            .flag("--force", "replace it even if it is not too old")
            .value(
                "--algorithm",
                "NAME",
                "ed25519, rsa-2048 or rsa-4096 (as the present key)",
                Completion.words(Choice.words(KeyAlgorithm.class)))
            .value("--max-age", "TIME", MAX_AGE)
            .value("--reason", "TEXT", "why, for the audit log")
            .runs(AuthKeyCommands::rotate),
        Verb.named("show")
            .summary("print the public key in PEM")
            .examples("admin auth-key show", "admin auth-key show --old --fingerprint")
            .flag("--old", "the key before the last rotation")
            .flag("--fingerprint", "its SHA-256 fingerprint instead")
            .runs(AuthKeyCommands::show),
        Verb.named("sign")
            .summary("sign a ticket and print it; whoever has it is let in")
            .examples("admin auth-key sign --prefix PBS --data root@pam")
            .required("--prefix", "TEXT", "what kind of ticket it is", Completion.NOTHING)
            .required("--data", "TEXT", "what it vouches for", Completion.NOTHING)
            .value("--aad", "TEXT", AAD)
            .runs(AuthKeyCommands::sign),
        Verb.named("verify")
            .summary("check a ticket on standard input; exits with 5 if it would be refused")
            .examples("admin auth-key verify --prefix PBS")
            .value("--prefix", "TEXT", "what kind of ticket it must be (any)")
            .value("--aad", "TEXT", AAD)
            .runs(AuthKeyCommands::verify));
  }

  private static AuthKeyRepository keys(Invocation call) {
    Duration age = call.durationOption("--max-age");
    AuthKeyRepository keys = call.latchkey().authKeys();
    if (age != null && age.toSeconds() < 1) {
      throw CommandException.usage("--max-age is a second or longer", null);
    }
    return age == null ? keys : keys.withTimes(TicketTimes.DEFAULT.withKeyLifetime(age));
  }

  private static ExitCode status(Invocation call) {
    AuthKeyStatus status = keys(call).status();
    call.answer(describe(call, status));
    boolean asked = call.flag("--exit-code");
    return asked && status.due() != null ? ExitCode.NO_MATCH : ExitCode.OK;
  }

  private static Answer describe(Invocation call, AuthKeyStatus status) {
    Answer answer = new Answer();
    AuthKeyStatus.Key current = status.current();
    if (current != null && status.nextRotation() != null) {
      Duration age = Duration.between(current.since(), call.now());
      answer
          .with("algorithm", current.algorithm())
          .with("fingerprint", current.fingerprint())
          .withTime("created", current.since())
          .withNumber("age", age.toSeconds(), roughly(age))
          .withTime("next-rotation", status.nextRotation());
    }
    answer
        .with("due", status.due() == null ? "no" : Choice.word(status.due()))
        .toned(status.due() == null ? Tone.GOOD : Tone.WARNING);
    AuthKeyStatus.Key previous = status.previous();
    if (previous != null) {
      answer
          .with("old-algorithm", previous.algorithm())
          .with("old-fingerprint", previous.fingerprint())
          .withTime("rotated", previous.since())
          .withTime("old-counts-until", previous.countsUntil());
    }
    if (status.previousIsDamaged()) {
      answer.with("old-key", "damaged").toned(Tone.BAD);
    }
    if (status.clockTrouble()) {
      answer.with("clock", "the key is from the future");
    }
    return status.privateKeyIsKnown() ? answer : answer.with("private-key", "not readable");
  }

  private static String roughly(Duration age) {
    if (age.isNegative()) {
      return roughly(age.negated()) + " ahead";
    }
    return age.toDays() > 0
        ? age.toDays() + "d " + age.toHoursPart() + "h"
        : age.toHours() + "h " + age.toMinutesPart() + "m";
  }

  private static ExitCode rotate(Invocation call) {
    KeyAlgorithm algorithm = Choice.option(call, "--algorithm", KeyAlgorithm.class);
    AuthKeyRepository keys = keys(call);
    Rotation rotation = keys.rotate(algorithm, call.flag("--force"), call.option("--reason"));
    call.answerQuietly(describe(call, rotation.status()));
    RotationReason reason = rotation.reason();
    call.done(
        reason == null
            ? "no rotation is due" + next(call, rotation)
            : "rotated: " + worded(reason) + next(call, rotation));
    return ExitCode.OK;
  }

  private static String next(Invocation call, Rotation rotation) {
    return rotation.status().nextRotation() == null
        ? ""
        : ", the next is due " + call.format(rotation.status().nextRotation());
  }

  private static String worded(RotationReason reason) {
    return switch (reason) {
      case NO_KEY -> "there was no key";
      case TOO_OLD -> "the key was too old";
      case NO_PAIR -> "the private key did not belong to the public one";
      case FROM_THE_FUTURE -> "the key was from the future";
      case FORCED -> "as asked for";
    };
  }

  private static ExitCode show(Invocation call) {
    boolean old = call.flag("--old");
    AuthKeyRepository keys = call.latchkey().authKeys();
    if (call.flag("--fingerprint")) {
      call.answerAlone("fingerprint", keys.fingerprint(old));
    } else {
      call.answerAlone("public-key", keys.publicKey(old).stripTrailing());
    }
    return ExitCode.OK;
  }

  private static ExitCode sign(Invocation call) {
    String prefix = call.option("--prefix");
    String data = call.option("--data");
    if (prefix == null || data == null) {
      String missing = prefix == null ? "--prefix" : "--data";
      throw CommandException.usage(
          "missing option: " + missing, Program.NAME + " auth-key sign --help");
    }
    try {
      call.answerAlone(
          "ticket", call.latchkey().authKeys().signer().sign(prefix, data, call.option("--aad")));
      return ExitCode.OK;
    } catch (IllegalArgumentException unusable) {
      throw CommandException.usage(String.valueOf(unusable.getMessage()), null);
    }
  }

  private static ExitCode verify(Invocation call) {
    String text;
    try (Secret line =
        call.inputLine(MAX_TICKET_BYTES)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.INPUT_NEEDED,
                        ErrorCode.INPUT_NEEDED,
                        "there is no ticket on standard input",
                        "pipe it in, or name a file: < ticket"))) {
      text = line.useExposedBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
    var _ = call.latchkey().authKeys().fingerprint(false); // says what is wrong with the key
    UnverifiedTicket claimed = UnverifiedTicket.parse(text);
    String asked = call.option("--prefix");
    String prefix = asked == null && claimed != null ? claimed.unverifiedPrefix() : asked;
    TicketVerification result =
        call.latchkey()
            .authKeys()
            .verifier()
            .verify(text, prefix == null ? "" : prefix, call.option("--aad"));
    if (result instanceof TicketVerification.Valid(VerifiedTicket ticket)) {
      call.answer(
          new Answer()
              .with("prefix", ticket.prefix())
              .with("data", ticket.data())
              .withTime("time", ticket.time())
              .withNumber("age", ticket.age().toSeconds(), ticket.age().toSeconds() + " s")
              .with("key", Choice.word(ticket.signedWith())));
      return ExitCode.OK;
    }
    Reason reason = ((TicketVerification.Refused) result).reason();
    ExitCode exit = reason == Reason.UNAVAILABLE ? ExitCode.FAILURE : ExitCode.VERIFICATION_FAILED;
    throw new CommandException(exit, ErrorCode.of(reason), worded(reason), null);
  }

  private static String worded(Reason reason) {
    return switch (reason) {
      case MALFORMED -> "that is no ticket";
      case WRONG_PREFIX -> "the ticket has another prefix";
      case SIGNATURE -> "none of the keys has signed the ticket, or not with this additional data";
      case EXPIRED -> "the ticket has expired";
      case FROM_THE_FUTURE -> "the ticket is from the future";
      case RETIRED_KEY -> "the ticket was signed with a key that no longer counted by then";
      case UNAVAILABLE -> "the keys cannot be read now";
    };
  }
}
