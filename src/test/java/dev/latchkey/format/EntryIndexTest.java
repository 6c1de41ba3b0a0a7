package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryIndexTest {

  private static int hash(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return EntryIndex.hash(0, text, 0, text.length);
  }

  private static List<Integer> entriesOf(EntryIndex index, int hash) {
    List<Integer> entries = new ArrayList<>();
    for (int entry = index.first(hash); entry != 0; entry = index.next(entry)) {
      entries.add(entry);
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 16, 999, 5000})
  void first_ofAsManyAsExpectedOrMore_findsEachAndNoOther(int expected) {
    EntryIndex index = new EntryIndex(expected);
    for (int i = 1; i <= 1000; i++) {
      index.add(hash("backup@pbs!" + i), 10 * i);
    }
    assertThat(index.size()).isEqualTo(1000);
    for (int i = 1; i <= 1000; i++) {
      assertThat(entriesOf(index, hash("backup@pbs!" + i))).containsExactly(i);
      assertThat(index.start(i)).isEqualTo(10 * i);
    }
    assertThat(index.first(hash("backup@pbs!1001"))).isZero();
  }

  @Test
  void next_ofEntriesWithOneHash_namesAllTheLastFirst() {
    EntryIndex index = new EntryIndex(0);
    for (int i = 1; i <= 100; i++) {
      index.add(i % 2 == 0 ? 42 : i, i);
    }
    assertThat(entriesOf(index, 42)).hasSize(50).startsWith(100, 98).endsWith(4, 2);
    assertThat(entriesOf(index, 7)).containsExactly(7);
  }

  @Test
  void hash_ofTextInTwoParts_isThatOfTheWhole() {
    byte[] text = "token: backup@pbs!ci".getBytes(StandardCharsets.US_ASCII);
    int whole = EntryIndex.hash(0, text, 0, text.length);
    for (int at = 0; at <= text.length; at++) {
      int begun = EntryIndex.hash(0, text, 0, at);
      assertThat(EntryIndex.hash(begun, text, at, text.length)).isEqualTo(whole);
    }
    assertThat(EntryIndex.hash(0, text, 0, text.length - 1)).isNotEqualTo(whole);
  }
}
