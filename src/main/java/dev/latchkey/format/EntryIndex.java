package dev.latchkey.format;

import java.util.Arrays;

/**
 * Finds the entries of a text by their names without an object for each: a hash table of where they
 * begin. Names are compared by whoever knows how they are written. Not thread-safe while it grows.
 *
 * <p>Entries are numbered from 1, in the order in which they are added.
 */
public final class EntryIndex {

  private static final int SMALLEST = 16;

  /** Spreads names that differ in their last digits only; 2³² by the golden ratio. */
  private static final int SPREAD = 0x9e3779b9;

  /** Another odd number in each process, lest somebody choose ids that all fall into one slot. */
  private static final int BASE = (int) System.nanoTime() | 1;

  private static final int BASE_2 = BASE * BASE;
  private static final int BASE_3 = BASE_2 * BASE;
  private static final int BASE_4 = BASE_3 * BASE;

  private int size;
  private int[] starts;
  private int[] hashes;

  /** The entry of the same slot that was added before; 0 for none. */
  private int[] earlier;

  /** The entry of a slot that was added last; 0 for none. */
  private int[] latest;

  /**
   * Makes an empty one.
   *
   * @param expected about how many entries there will be
   */
  public EntryIndex(int expected) {
    int capacity = SMALLEST;
    while (capacity <= expected) {
      capacity *= 2;
    }
    this.starts = new int[capacity];
    this.hashes = new int[capacity];
    this.earlier = new int[capacity];
    this.latest = new int[capacity];
  }

  /** The hash of a name, or of its beginning if the rest is hashed on with what this returns. */
  public static int hash(int hash, byte[] text, int start, int end) {
    int sum = hash;
    int i = start;
    for (; i + 4 <= end; i += 4) { // the same in fewer steps that wait for each other
      sum =
          BASE_4 * sum + BASE_3 * text[i] + BASE_2 * text[i + 1] + BASE * text[i + 2] + text[i + 3];
    }
    for (; i < end; i++) {
      sum = BASE * sum + text[i];
    }
    return sum;
  }

  /** Adds an entry that begins at an index of the text. */
  public void add(int hash, int start) {
    size++;
    if (size == starts.length) {
      grow(2 * size);
    }
    starts[size] = start;
    hashes[size] = hash;
    link(size);
  }

  private void grow(int capacity) {
    starts = Arrays.copyOf(starts, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    earlier = new int[capacity];
    latest = new int[capacity];
    for (int entry = 1; entry < size; entry++) {
      link(entry);
    }
  }

  private void link(int entry) {
    int slot = slot(hashes[entry]);
    earlier[entry] = latest[slot];
    latest[slot] = entry;
  }

  private int slot(int hash) {
    return (hash * SPREAD) >>> (Integer.numberOfLeadingZeros(latest.length) + 1);
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** Where an entry begins. */
  public int start(int entry) {
    return starts[entry];
  }

  /** One of the entries whose names have a hash, 0 if there is none. */
  public int first(int hash) {
    return orEarlier(latest[slot(hash)], hash);
  }

  /** Another entry with the same hash, 0 if there is none left. */
  public int next(int entry) {
    return orEarlier(earlier[entry], hashes[entry]);
  }

  private int orEarlier(int entry, int hash) {
    int candidate = entry;
    while (candidate != 0 && hashes[candidate] != hash) {
      candidate = earlier[candidate];
    }
    return candidate;
  }
}
