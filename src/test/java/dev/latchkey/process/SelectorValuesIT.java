package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.format.JsonReader;
import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are hard to write down, on their way from the command to a server and its log. */
class SelectorValuesIT {

  private static final String ACCOUNT = CacheQuestion.ACCOUNTS.getFirst();

  /** Each is easily mistaken for its neighbour. */
  private static final List<String> VALUES =
      List.of(
          "a",
          "a\n",
          "a\r\n",
          "\na",
          "a\nb",
          "a\\nb",
          "a\\\\nb",
          "\"",
          "\\\"",
          "'\"'$(a)`a`",
          "a\u2028b",
          "a\u2029b",
          "a\\u2028b",
          "\u00e9",
          "e\u0301",
          "\ud83d\udd11",
          "\ud83d\udd12",
          "\ufffd",
          "\ufeffa",
          "\u0007a",
          "\u007fa",
          "\",\"caches\":[\"role_tags\"]}\n{\"sequence\":1",
          " ",
          "long".repeat(2560),
          "long".repeat(2559) + "lonG");

  @TempDir Path temporary;

  private CacheHost host;
  private CacheProcess server;

  @BeforeEach
  void startServer() throws Exception {
    host = new CacheHost(temporary, 0).start("one");
    server = host.servers.getFirst();
  }

  @AfterEach
  void stopServer() throws Exception {
    host.stop();
  }

  private List<String> askAll(String verb) {
    return VALUES.stream().map(value -> server.ask(verb, value)).toList();
  }

  private Path log() {
    return host.box.config().resolve("state/audit.jsonl");
  }

  /** The texts and lists in the last line of the audit log. */
  private Map<String, List<String>> lastLogged() throws IOException {
    Map<String, List<String>> fields = new HashMap<>();
    JsonReader.read(
        log(),
        List.of(Files.readString(log()).split("\n", -1)).reversed().get(1),
        json ->
            name -> {
              List<String> values = new ArrayList<>();
              if (json.isArray()) {
                json.array(() -> values.add(json.string()));
              } else {
                values.add(json.scalar());
              }
              return fields.put(name, values) == null;
            });
    return fields;
  }

  @Test
  void invalidate_valueHardToWriteDown_dropsTheEntryOfThatVeryKey() throws Exception {
    List<String> before = askAll("tags");
    for (int i = 0; i < VALUES.size(); i++) {
      invalidate(VALUES.get(i), i % 3 == 0);
      List<String> after = askAll("tags");
      for (int j = 0; j < VALUES.size(); j++) {
        assertThat(after.get(j).equals(before.get(j)))
            .as("whether value %d is still there without value %d", j, i)
            .isEqualTo(i != j);
      }
      before = after;
      assertThat(lastLogged())
          .containsEntry("verb", List.of("cache invalidate"))
          .containsEntry("target", List.of("resource_tags"))
          .containsEntry("arn", List.of(VALUES.get(i)));
    }
  }

  /** By the command, or by the library as the command would. */
  private void invalidate(String arn, boolean byCommand) throws Exception {
    if (!byCommand) {
      InvalidationReport report =
          host.control().invalidate(Invalidation.resourceTags(arn), CacheHost.PATIENCE);
      assertThat(report.count(Status.ACKNOWLEDGED)).isOne();
      return;
    }
    Outcome outcome = host.box.admin("cache", "invalidate", "resource-tags", "--arn", arn).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void invalidate_severalValuesHardToWriteDown_dropsTheirEntries() throws Exception {
    List<String> before = askAll("groups");
    List<String> words = new ArrayList<>(List.of("--account-id", ACCOUNT));
    for (int i = 0; i < VALUES.size(); i += 2) {
      words.addAll(List.of("--user-names", VALUES.get(i)));
    }

    Outcome outcome =
        host.box
            .admin("cache", "invalidate", "group-members")
            .with(words.toArray(String[]::new))
            .run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    List<String> after = askAll("groups");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < VALUES.size(); i++) {
      assertThat(after.get(i).equals(before.get(i)))
          .as("whether value %d is still there", i)
          .isEqualTo(i % 2 == 1);
      if (i % 2 == 0) {
        expected.add(VALUES.get(i));
      }
    }
    assertThat(lastLogged())
        .containsEntry("account_id", List.of(ACCOUNT))
        .containsEntry("user_names", expected);
  }

  @Test
  void invalidate_emptyValue_isRefusedAndWritesNothing() throws Exception {
    List<String> before = askAll("tags");
    StoredState state = host.box.state();
    for (List<String> words :
        List.of(
            List.of("resource-tags", "--arn", ""),
            List.of("resource-tags", "--arn="),
            List.of("tokens", ""),
            List.of("user", "--account-id", ACCOUNT, "--user-name", ""),
            List.of("user", "--account-id", "", "--user-name", "a"),
            List.of(
                "group-members", "--account-id", ACCOUNT, "--user-names", "a", "--user-names", ""),
            List.of("group-members", "--account-id", ACCOUNT))) {
      Outcome outcome =
          host.box.admin("cache", "invalidate").with(words.toArray(String[]::new)).run();

      assertThat(outcome.exit()).as("%s: %s", words, outcome.err()).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
    }
    assertThat(host.journal()).doesNotExist();
    assertThat(log()).doesNotExist();
    assertThat(host.box.state()).isEqualTo(state);
    assertThat(askAll("tags")).isEqualTo(before);
  }

  @Test
  void invalidate_loneSurrogate_isRefusedAndWritesNothing() {
    for (String value : List.of("\ud83d", "a\udd11", "\udd11\ud83d")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Invalidation.resourceTags(value));
      assertThatIllegalArgumentException().isThrownBy(() -> Invalidation.tokens(List.of(value)));
    }
    assertThat(host.journal()).doesNotExist();
    assertThat(log()).doesNotExist();
  }
}
