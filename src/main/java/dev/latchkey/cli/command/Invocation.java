package dev.latchkey.cli.command;

import dev.latchkey.Latchkey;
import dev.latchkey.store.LatchkeyException;
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

  /** The values of an option that can be given several times, empty if it was not given. */
  List<String> options(String name);

  /** Whether an option without a value was given. */
  boolean flag(String name);

  /** The operands, in their order. */
  List<String> operands();

  /** Whether nothing is to be written. */
  boolean isDryRun();

  /** Whether this process started with what an earlier one has learnt of the program. */
  boolean hasAotCache();

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

  /**
   * A secret from whichever of its options was given, empty if none was.
   *
   * @param name {@code secret}, {@code passphrase} or the like, which the options begin with
   */
  Optional<Secret> supplied(String name);

  /**
   * A secret from one of its options, or else asked for at the terminal.
   *
   * @param name as for {@link #supplied}
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is nobody to ask
   */
  Secret require(String name, String prompt);

  /**
   * A secret that is new: asked for twice at the terminal, so that a slip of a finger is noticed.
   *
   * @param name as for {@link #supplied}
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is nobody to ask
   */
  Secret requireNew(String name, String prompt);

  /**
   * The content of the file that an option names, or with {@code -} of standard input.
   *
   * @return up to one byte more than {@code maxBytes}; the caller closes it
   */
  Secret content(String option, int maxBytes);

  /**
   * The first line of standard input.
   *
   * @return empty if there is none; the caller closes it
   */
  Optional<Secret> inputLine(int maxBytes);

  /** Refuses now what {@link #handOutFile} would refuse: a file that exists, for instance. */
  void requireNewFile(String option);

  /**
   * Writes a secret to a new file that an option names, mode 0600, or with {@code -} to standard
   * output.
   *
   * @return whether it went to a file
   */
  boolean handOutFile(String option, Secret content);

  /**
   * Asks for consent to what cannot be undone: at the terminal the id is to be typed, elsewhere
   * {@code --yes} and {@code --confirm ID} are needed.
   *
   * @param question what is going to happen
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is none
   */
  void requireConsent(String question, String id);

  /**
   * Asks for consent to what costs others something: yes or no at the terminal, {@code --yes}
   * elsewhere.
   *
   * @param question what is going to happen, ending with a question
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is none
   */
  void requireYes(String question);

  /** Does something that takes a moment, and says so meanwhile to a person at a terminal. */
  <T> T working(String text, Supplier<T> work);

  /**
   * Tells of a failure after which the command goes on with the next thing.
   *
   * @return what the process would exit with if it were the only one
   */
  ExitCode report(LatchkeyException failure);

  /** The same for a failure that is worded already. */
  ExitCode report(CommandException failure);

  /** The words for a failure, for an answer that tells of it. */
  CommandException word(LatchkeyException failure);

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

  /** The completion script of a shell, made from the commands that there are. */
  String completionScript(Shell shell);

  /**
   * Writes the completion script to where the shell looks for it: root's for everybody, anyone
   * else's for themselves. Asks before it replaces a file that is not ours.
   *
   * @throws CommandException if it cannot be written, or replacing a file is not wanted
   */
  InstalledCompletion installCompletion(Shell shell);

  /** Answers with one thing. */
  void answer(Answer answer);

  /** Answers with one text: alone, or as the one field of an object in JSON. */
  void answerAlone(String name, String text);

  /** Answers with any number of things, which have the same fields. */
  void answerAll(List<Answer> answers);

  /** Answers with any number of things in JSON, with lines in text. */
  void answerLines(List<Answer> json, List<Line> lines);

  /** Answers with one thing in JSON, with several tables in text. */
  void answerTables(Answer json, List<List<Answer>> tables);

  /**
   * Answers again and again until the process is interrupted; on a terminal each answer takes the
   * place of the one before.
   */
  void repeat(Duration interval, Runnable answer);

  /**
   * Answers with one thing that was changed.
   *
   * @throws CommandException with {@link ExitCode#PARTLY_DONE} if the answer cannot be written
   */
  void answerChanged(Answer answer);

  /**
   * What {@link #answerLines} does, for a change that stands also where nobody can be told.
   *
   * @throws CommandException with {@link ExitCode#PARTLY_DONE} if it cannot be written
   */
  void answerChangedLines(List<Answer> json, List<Line> lines);

  /**
   * The same in JSON; in text, where {@link #done} says it all, answers with nothing.
   *
   * @throws CommandException with {@link ExitCode#PARTLY_DONE} if the answer cannot be written
   */
  void answerQuietly(Answer answer);

  /**
   * Tells the operator on standard error that something was done, or in a dry run that it would be;
   * nothing with {@code --quiet}.
   *
   * @param text such as {@code token 'a@b!c' deleted}
   */
  void done(String text);
}
