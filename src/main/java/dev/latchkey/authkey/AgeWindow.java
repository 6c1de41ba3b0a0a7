package dev.latchkey.authkey;

import org.jspecify.annotations.Nullable;

/**
 * The ages, in seconds, at which a ticket counts. Immutable. Both ends belong to it.
 *
 * <p>The rules are those of Proxmox VE.
 *
 * @param min negative where a ticket may be from the future
 * @param max the highest age
 */
record AgeWindow(long min, long max) {

  /**
   * The window of tickets that the current key has signed.
   *
   * @param keyAge age of the public key's file in seconds
   * @return null if none of them counts any more
   */
  static @Nullable AgeWindow ofCurrentKey(long keyAge, TicketTimes times) {
    long age = Math.max(0, keyAge);
    long keyLifetime = times.keyLifetime().toSeconds();
    long lifetime = times.ticketLifetime().toSeconds();
    long grace = times.grace().toSeconds();
    // A server that could not rotate does not go on for ever.
    long min = age > keyLifetime ? age - keyLifetime : -grace;
    // A ticket cannot be older than its key.
    long max = age < lifetime ? age + grace : lifetime;
    return min > max ? null : new AgeWindow(min, max);
  }

  /**
   * The window of tickets that the previous key has signed: before the rotation, which is the time
   * of its file.
   *
   * @param keyAge age of the previous key's file in seconds
   * @return null if none of them counts any more
   */
  static @Nullable AgeWindow ofOldKey(long keyAge, TicketTimes times) {
    long min = Math.max(0, keyAge) - times.grace().toSeconds();
    long max = times.ticketLifetime().toSeconds();
    return min > max ? null : new AgeWindow(min, max);
  }

  boolean contains(long age) {
    return age >= min && age <= max;
  }
}
