package dev.latchkey.cli.command;

/** A shell that commands can be completed in. */
public enum Shell {
  /** GNU Bash, 4.4 or newer. */
  BASH,
  /** The Z shell. */
  ZSH,
  /** The friendly interactive shell, 3.4 or newer. */
  FISH
}
