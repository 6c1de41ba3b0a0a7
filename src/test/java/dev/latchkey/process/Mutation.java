package dev.latchkey.process;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Tools.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A verb that changes something: how it is called, and the states that it may leave.
 *
 * @param <S> what an independent reader finds of what it changes
 */
public interface Mutation<S> {

  /** All of them. */
  static List<Mutation<?>> all() {
    return Stream.<Mutation<?>[]>of(
            Change.values(), KeyChange.values(), AuthKeyChange.values(), OtherChange.values())
        .<Mutation<?>>flatMap(Stream::of)
        .toList();
  }

  /** The words of the command that tell it from the others. */
  String label();

  /** Makes the state that the verb starts from. */
  Sandbox prepare(Path root) throws Exception;

  /** The command, not started yet. */
  AdminProcess in(Sandbox box);

  /** Reads the state. What is not whole is an assertion failure. */
  S read(Sandbox box) throws Exception;

  /** Fails unless the state is the one before. */
  void assertUnchanged(S before, S found);

  /** Fails unless the state is the one after, as a run without faults left it. */
  void assertDone(S before, S after, S found);

  /**
   * Fails unless the state is the one before, the one after, or a step between that counts as one
   * of them.
   *
   * @return whether it counts as the one after
   */
  boolean isDone(S before, S after, S found);

  /** Whether the run said that it was done. */
  boolean wasAnnounced(Outcome outcome);

  /** Whether it hands out a secret. */
  default boolean handsOutSecret() {
    return false;
  }

  /** The secrets that a run handed out, and the hashes that shall be theirs. */
  default List<Claim> claims(Sandbox box, Outcome outcome, S found) throws IOException {
    return List.of();
  }

  /**
   * Whether the change goes on, and says that it was done, where a call fails.
   *
   * @param before the calls of the run up to this one
   */
  default boolean goesOnWithout(Sandbox box, List<Strace.Call> before, Strace.Call call) {
    return false;
  }

  /** The exit code where standard output fails. */
  default int exitWithoutOutput() {
    return 1;
  }

  /** The exit codes of runs that failed. */
  default List<Integer> failures() {
    return List.of(1);
  }

  /**
   * Whether it reports what it finds, and what of it is mended, rather than that one change was
   * made; then it also looks, under locks, at what it does not change.
   */
  default boolean reportsFindings() {
    return false;
  }

  /** Whether the looks before its first change are those of another one of these. */
  default boolean looksLikeAnother() {
    return false;
  }

  /** Whether a line of the audit log belongs to the change. */
  default boolean audits() {
    return true;
  }

  /**
   * Sets right what a clock that was years wrong has dated, and removes what is worthless by it.
   */
  default void forgetTimes(Sandbox box) throws IOException {}

  /** The same again, then something else: both must find nothing in their way. */
  void assertCarriesOn(Sandbox box, S found) throws Exception;
}
