package dev.latchkey.cli.command;

import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.Kdf;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code admin key verify}: one passphrase for all keys, or one asked for each. */
final class KeyVerification {

  private final Invocation call;
  private final @Nullable Secret supplied;

  private KeyVerification(Invocation call, @Nullable Secret supplied) {
    this.call = call;
    this.supplied = supplied;
  }

  static ExitCode run(Invocation call) {
    if (call.flag("--all") != call.operands().isEmpty()) {
      throw CommandException.usage("name keys, or --all", Program.NAME + " key verify --all");
    }
    List<EncryptionKey> keys =
        call.flag("--all")
            ? call.latchkey().keys().list()
            : call.operands().stream().map(word -> KeyCommands.resolve(call, word)).toList();
    Optional<Secret> supplied = call.supplied("passphrase");
    try (Secret passphrase = supplied.orElse(null)) {
      KeyVerification verification = new KeyVerification(call, passphrase);
      return keys.size() == 1 && !call.flag("--all")
          ? verification.one(keys.getFirst())
          : verification.each(keys);
    }
  }

  private ExitCode one(EncryptionKey key) {
    verify(key);
    call.answer(KeyCommands.describe(key));
    call.done("key '" + key.id() + "' is what it says");
    return ExitCode.OK;
  }

  private ExitCode each(List<EncryptionKey> keys) {
    List<Answer> answers = new ArrayList<>();
    ExitCode worst = ExitCode.OK;
    for (EncryptionKey key : keys) {
      ExitCode exit = outcome(key);
      answers.add(
          new Answer()
              .with("id", key.id().value())
              .with("result", word(exit))
              .toned(exit == ExitCode.OK ? Tone.GOOD : Tone.BAD)
              .with("fingerprint", key.fingerprint().value(), key.fingerprint().shortForm())
              .spared(1));
      worst = gravity(exit) > gravity(worst) ? exit : worst;
    }
    call.answerAll(answers);
    return worst;
  }

  private ExitCode outcome(EncryptionKey key) {
    try {
      verify(key);
      return ExitCode.OK;
    } catch (LatchkeyException e) {
      return call.report(e);
    } catch (CommandException e) {
      return call.report(e);
    }
  }

  private void verify(EncryptionKey key) {
    boolean asks = supplied == null && key.kdf() != Kdf.NONE;
    try (Secret asked =
        asks ? call.require("passphrase", KeyCommands.passphrasePrompt(key)) : null) {
      KeyCommands.deriving(
          call,
          key.kdf(),
          () -> call.latchkey().keys().verify(key.id(), asked == null ? supplied : asked));
    } catch (RefusedException e) {
      throw KeyCommands.worded(key, e);
    }
  }

  private static String word(ExitCode exit) {
    return switch (exit) {
      case OK -> "good";
      case DAMAGED -> "damaged";
      case VERIFICATION_FAILED -> "wrong-passphrase";
      case INPUT_NEEDED -> "passphrase-needed";
      default -> "failed";
    };
  }

  /** Which of several outcomes the exit code tells of: damage before a mistake in typing. */
  private static int gravity(ExitCode exit) {
    return switch (exit) {
      case OK -> 0;
      case INPUT_NEEDED -> 1;
      case VERIFICATION_FAILED -> 2;
      case DAMAGED -> 4;
      default -> 3;
    };
  }
}
