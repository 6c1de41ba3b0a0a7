package dev.latchkey.cli.host;

import dev.latchkey.store.Secret;
import java.util.Optional;

/** The terminal at which a person sits. */
public interface Terminal {

  /**
   * Asks for a line that is not shown while it is typed.
   *
   * @return empty if there is no terminal, or the person ended the input without a line
   */
  Optional<Secret> readSecret(String prompt);

  /**
   * Asks for a line that is shown while it is typed.
   *
   * @return empty if there is no terminal, or the person ended the input without a line
   */
  Optional<String> readLine(String prompt);

  /** How many columns standard output has if it is the terminal, 80 if it does not tell. */
  int columns();
}
