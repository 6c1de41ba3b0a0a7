package dev.latchkey.cli.host;

/** A person typed Ctrl-C in place of an answer, and the process goes on. */
public final class InterruptedPromptException extends RuntimeException {

  private static final long serialVersionUID = 1;
}
