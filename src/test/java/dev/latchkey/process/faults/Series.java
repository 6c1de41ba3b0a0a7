package dev.latchkey.process.faults;

import java.io.IOException;
import java.util.List;

/** The faults of one command. */
interface Series {

  /** Every fault that there is. */
  List<Fault> faults();

  /**
   * Runs the command with a fault, and what comes after it.
   *
   * @param name tells apart the trials of one series
   * @return whether it left the new state
   */
  boolean isDone(Fault fault, String name) throws Exception;

  /** Fails unless every secret that was handed out is one; returns how many there were. */
  int assertClaims() throws IOException, InterruptedException;
}
