package dev.latchkey.bench;

/** The program that does nothing: what is left is the start of the JVM. */
final class Nothing {

  private Nothing() {}

  /** Returns at once. */
  public static void main(String[] args) {}
}
