package dev.latchkey.cli;

/** A person typed Ctrl-C in place of an answer, and the process goes on. */
final class InterruptedPromptException extends RuntimeException {

  private static final long serialVersionUID = 1;
}
