package dev.latchkey.cli.command;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a verb is given: its options and operands, the library, and the two ways to speak.
 *
 * <p>Belongs to one thread. Methods that read what the operator typed throw {@link
 * CommandException} with {@link ExitCode#USAGE} where it cannot be read.
 */
public interface Invocation {

  /** The library, opened on the chosen directory. */
  Latchkey latchkey();

  /** The value of an option, null if it was not given. */
  @Nullable String option(String name);

  /** Whether an option without a value was given. */
  boolean flag(String name);

  /** The operands, in their order. */
  List<String> operands();

  /** The time now. */
  Instant now();

  /**
   * The value of an option as a length of time, such as {@code 14d}.
   *
   * @return null if it was not given
   */
  @Nullable Duration durationOption(String name);

  /**
   * The value of an option as a time to come, such as {@code 90d} or {@code 2027-01-31}.
   *
   * @return empty if it was not given
   */
  Optional<Expiry> expiryOption(String name);

  /** A time as this host's people write it, with the zone's offset. */
  String format(Instant time);

  /** The secret from whichever {@code --secret-…} option was given, empty if none was. */
  Optional<Secret> suppliedSecret();

  /**
   * The secret from an option, or else asked for at the terminal.
   *
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is nobody to ask
   */
  Secret requireSecret(String prompt);

  /**
   * Makes something that has a new secret, and hands that out: into the file of {@code
   * --secret-out}, which is complete before {@code make} is called, or with the answer.
   *
   * @param secret what is handed out, null if the caller brought it and knows it
   * @param make makes the thing; if it throws, the file is removed again
   * @param answer describes what was made, together with the secret if that belongs in the answer
   * @param undo takes back what was made, if the answer could not be written
   * @param done what to tell the operator in the end
   */
  <T> void handOut(
      @Nullable Secret secret,
      Supplier<T> make,
      BiFunction<T, Optional<Secret>, Answer> answer,
      Consumer<T> undo,
      Function<T, String> done);

  /** Answers with one thing. */
  void answer(Answer answer);

  /** Answers with any number of things, which have the same fields. */
  void answerAll(List<Answer> answers);

  /** Answers with one thing in JSON; in text, where {@link #done} says it all, with nothing. */
  void answerQuietly(Answer answer);

  /**
   * Tells the operator on standard error that something was done, or in a dry run that it would be;
   * nothing with {@code --quiet}.
   *
   * @param text such as {@code token 'a@b!c' deleted}
   */
  void done(String text);
}
