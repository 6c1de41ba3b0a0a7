package dev.latchkey.cli.command;

/** What a piece of text means to a person, which a terminal may show by its style as well. */
public enum Tone {
  /** Nothing in particular. */
  PLAIN,
  /** The name of what follows. */
  HEADING,
  /** As it should be. */
  GOOD,
  /** To be looked at. */
  WARNING,
  /** Refused, failed or damaged. */
  BAD,
  /** Said only to be complete. */
  MUTED
}
