package dev.latchkey.authkey;

import java.time.Duration;

/**
 * How long keys and tickets count. Immutable.
 *
 * @param keyLifetime after this time a key is to be replaced
 * @param ticketLifetime a ticket counts for no longer
 * @param grace how far clocks may disagree
 */
public record TicketTimes(Duration keyLifetime, Duration ticketLifetime, Duration grace) {

  /** 24 hours, 2 hours and 5 minutes, as in Proxmox VE. */
  public static final TicketTimes DEFAULT =
      new TicketTimes(Duration.ofHours(24), Duration.ofHours(2), Duration.ofMinutes(5));

  /**
   * Checks the times, which count in whole seconds.
   *
   * @throws IllegalArgumentException if a lifetime is under a second, or the grace period negative
   */
  public TicketTimes {
    if (keyLifetime.toSeconds() < 1 || ticketLifetime.toSeconds() < 1 || grace.isNegative()) {
      throw new IllegalArgumentException("lifetimes are positive, and grace is not negative");
    }
  }

  /** The same with another lifetime of keys. */
  public TicketTimes withKeyLifetime(Duration lifetime) {
    return new TicketTimes(lifetime, ticketLifetime, grace);
  }
}
