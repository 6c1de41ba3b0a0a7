package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.Counters;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.cli.AdminRunner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory in which everything is wrong at once. */
class DoctorTest {

  /** What stands where secrets and hashes stand; even a part of it would be too much. */
  private static final String CANARY = "canaryXsingsXinXtheXmine";

  private static final String MATERIAL = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String FINGERPRINT =
      "0e:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7"
          + ":90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b";
  private static final String KEY_FILE =
      "{\"kdf\":null,\"created\":\"2026-02-01T00:00:00Z\",\"modified\":\"2026-02-02T00:00:00Z\","
          + ("\"data\":\"" + MATERIAL + "\",\"fingerprint\":\"" + FINGERPRINT + "\"}");
  private static final String OTHER_PUBLIC_KEY =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
      -----END PUBLIC KEY-----
      """;

  private static final List<String> KINDS =
      List.of(
          "damaged-file",
          "damaged-key-entry",
          "damaged-key-file",
          "expired-token",
          "fingerprint-mismatch",
          "metadata-without-token",
          "missing-key-file",
          "no-aot-cache",
          "odd-generation",
          "orphaned-key-file",
          "protection-mismatch",
          "run-directory-not-tmpfs",
          "stale-temporary-file",
          "symbolic-link",
          "token-without-metadata",
          "unfinished-rotation",
          "unknown-key-id",
          "unknown-token-id",
          "weak-hash",
          "writable-by-others",
          "wrong-mode",
          "wrong-owner",
          "wrong-type");

  /** What {@code --fix} mends. */
  private static final List<String> MENDED =
      List.of(
          "metadata-without-token",
          "odd-generation",
          "stale-temporary-file",
          "unfinished-rotation",
          "writable-by-others",
          "wrong-mode",
          "wrong-owner");

  private final AdminRunner runner;

  DoctorTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private Path file(String name, String mode, String... lines) throws IOException {
    Path file = runner.config.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String key(String id, String more) {
    return "sync-key: " + id + "\n\tfingerprint " + FINGERPRINT + "\n" + more;
  }

  private void makeEverythingWrong() throws IOException {
    runner.aotCache = false;
    runner.now = Instant.parse("2100-01-01T00:00:00Z");
    assertThat(runner.run("auth-key", "rotate").exit()).isZero();
    file("authkey.pub", "rw-r-----", OTHER_PUBLIC_KEY);
    Files.createDirectory(runner.config.resolve("authkey.pub.old"));
    file(
        "token.shadow",
        "rw-r-----",
        "{\"weak@pbs!x\":\"$1$abcdefgh$" + CANARY + "\",",
        "\"old@pbs!x\":\"$y$" + CANARY + "\",",
        "\"alone@pbs!x\":\"$y$" + CANARY + "\",",
        "\"" + CANARY + "\":\"$y$" + CANARY + "\"}");
    Path users =
        file(
            "user.cfg",
            "rw-r--r--",
            "token: weak@pbs!x\n",
            "token: old@pbs!x\n\texpire 1\n",
            "token: gone@pbs!x\n",
            "token: " + CANARY);
    if (isRoot()) {
      Files.setAttribute(users, "unix:uid", 65_534);
    }
    file("token.shadow.tmp_AbCdEf", "rw-------", CANARY);
    file(".authkey.lck", "rw-rw-rw-");
    file(
        "encryption-keys.cfg",
        "rw-r-----",
        key("other", "").replace("0e:ab", "ea:ba"),
        key("missing", ""),
        key("sealed", "\tkdf scrypt\n"),
        key("torn", ""),
        "sync-key: entry\n\tfingerprint " + CANARY + "\n",
        key(CANARY + "!", ""));
    for (String id : List.of("other", "sealed", "left")) {
      file("encryption-keys/" + id + ".enc", "rw-r-----", KEY_FILE);
    }
    file("encryption-keys/torn.enc", "rw-r-----", "{\"data\":\"" + CANARY);
    file("latchkey.toml", "rw-r-----", "[auth.cache]", CANARY + " = 1");
    file(
        "catalog/credentials.json",
        "rw-r-----",
        "{\"" + CANARY + "\":{\"secret_access_key\":\"" + CANARY + "\"}}");
    file("catalog/groups.json", "rw-r-----", "{", "\"" + CANARY + "\"", "}");
    Files.createSymbolicLink(
        runner.config.resolve("catalog/users.json"), runner.config.resolve("catalog/groups.json"));
    Counters.makeOdd(runner.run.resolve("shmem/latchkey-versions"), 16);
  }

  private List<String> expected(List<String> kinds) throws IOException {
    List<String> expected = new ArrayList<>(kinds);
    if (Files.getFileStore(runner.work).type().equals("tmpfs")) {
      expected.remove("run-directory-not-tmpfs");
    }
    if (!isRoot()) {
      expected.remove("wrong-owner");
    }
    return expected;
  }

  private static Set<String> kinds(String json, boolean fixed) {
    Set<String> kinds = new TreeSet<>();
    Pattern.compile("\\{\"kind\":\"([a-z-]+)\"[^{}]*\"fixed\":" + fixed)
        .matcher(json)
        .results()
        .map((MatchResult match) -> match.group(1))
        .forEach(kinds::add);
    return kinds;
  }

  @Test
  void doctor_everythingWrong_findsEveryKindOnceAndChangesNothing() throws IOException {
    makeEverythingWrong();
    DirectorySnapshot before = DirectorySnapshot.of(runner.config);

    Result json = runner.run("doctor", "-o", "json", "-q");

    assertThat(json.exit()).isEqualTo(8);
    assertThat(json.err()).isEmpty();
    assertThat(kinds(json.out(), false)).containsExactlyElementsOf(expected(KINDS));
    assertThat(DirectorySnapshot.of(runner.config)).isEqualTo(before);
    Result text = runner.run("doctor");
    assertThat(text.exit()).isEqualTo(8);
    assertThat(text.out().lines()).doesNotHaveDuplicates().allMatch(line -> line.contains("; "));
    assertThat(text.err()).isEqualTo(text.out().lines().count() + " findings\n");
    assertThat(text.out())
        .contains("catalog/groups.json' line 3 column ", "latchkey.toml' line 2 column 1")
        .contains("entry 4 of ", "user.cfg' line 8", "encryption-keys.cfg' line 17")
        .contains("holds the key " + FINGERPRINT);
  }

  @Test
  void doctor_fix_mendsWhatLosesNothingAndLeavesTheRest() throws IOException {
    makeEverythingWrong();
    String shadow = Files.readString(runner.config.resolve("token.shadow"));
    DirectorySnapshot before = DirectorySnapshot.of(runner.config);

    Result dry = runner.run("doctor", "--fix", "-n", "-o", "json", "-q");
    assertThat(dry.exit()).isEqualTo(8);
    assertThat(kinds(dry.out(), true)).isEmpty();
    assertThat(DirectorySnapshot.of(runner.config)).isEqualTo(before);

    Result result = runner.run("doctor", "--fix", "-o", "json", "-q");

    assertThat(result.exit()).isEqualTo(8);
    assertThat(result.err()).contains("authkey.pub.old");
    List<String> mended = expected(MENDED);
    mended.remove("unfinished-rotation"); // a directory stands in place of the previous key
    assertThat(kinds(result.out(), true)).containsExactlyElementsOf(mended);
    List<String> left = expected(KINDS);
    left.removeAll(mended);
    assertThat(kinds(result.out(), false)).containsExactlyElementsOf(left);
    assertThat(Files.readString(runner.config.resolve("token.shadow"))).isEqualTo(shadow);
    assertThat(before.filesThatDiffer(DirectorySnapshot.of(runner.config)))
        .containsExactlyInAnyOrder("user.cfg", "token.shadow.tmp_AbCdEf", "state/audit.jsonl");

    Files.delete(runner.config.resolve("authkey.pub.old"));
    assertThat(kinds(runner.run("doctor", "--fix", "-o", "json").out(), true))
        .containsExactly("unfinished-rotation");
  }

  @Test
  void doctor_whateverItFinds_neverSaysASecretOrAHash() throws IOException {
    makeEverythingWrong();
    for (String line :
        List.of(
            "doctor",
            "doctor -o json",
            "doctor --fix -n --debug",
            "doctor --fix --debug -v",
            "doctor -o json --debug -v")) {
      Result result = runner.run(line.split(" ", -1));
      assertThat(result.out() + result.err())
          .as(line)
          .isNotEmpty()
          .doesNotContain(CANARY, CANARY.substring(3, 12), MATERIAL.substring(0, 20), "$y$", "$1$");
    }
    // The positive control: it is where it was put, and nowhere else.
    assertThat(
            DirectorySnapshot.of(runner.work).entries().entrySet().stream()
                .filter(entry -> entry.getValue().contains(CANARY))
                .map(entry -> runner.work.resolve(entry.getKey()).getFileName().toString()))
        .containsExactlyInAnyOrder(
            "token.shadow",
            "user.cfg",
            "encryption-keys.cfg",
            "torn.enc",
            "latchkey.toml",
            "credentials.json",
            "groups.json");
  }

  @Test
  void doctor_asAUserWhoMayReadNothing_saysSo() throws IOException {
    assumeFalse(isRoot(), "needs an ordinary user");
    makeEverythingWrong();
    for (String name : List.of("token.shadow", "user.cfg", "authkey.key", "encryption-keys.cfg")) {
      Files.setPosixFilePermissions(
          runner.config.resolve(name), PosixFilePermissions.fromString("---------"));
    }
    Result result = runner.run("doctor", "-o", "json", "-q");
    assertThat(result.exit()).isEqualTo(8);
    assertThat(result.err()).isEmpty();
    assertThat(kinds(result.out(), false)).contains("unreadable", "damaged-file");
    assertThat(result.out().split("\"kind\":\"unreadable\"", -1)).hasSize(5);
    assertThat(Arrays.asList(result.out().split("\\{", -1))).doesNotHaveDuplicates();
  }
}
