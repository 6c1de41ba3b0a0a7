package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Counters;
import dev.latchkey.Latchkey;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What changes neither tokens nor keys by itself: files for the caller, caches, and repairs. */
public enum OtherChange implements Mutation<StoredFiles> {
  EXPORT("key export --out"),
  INVALIDATE("cache invalidate"),
  INVALIDATE_TORN("cache invalidate, torn journal"),
  FIX_MODE("doctor --fix, mode"),
  FIX_METADATA("doctor --fix, metadata without hash"),
  FIX_COUNTER("doctor --fix, unsettled counter"),
  FIX_ROTATION("doctor --fix, half a rotation");

  private static final int SHADOW_COUNTER = 16;
  private static final String EXPORTED = "out/exported.json";

  private final String label;

  OtherChange(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public AdminProcess in(Sandbox box) {
    return switch (this) {
      case EXPORT ->
          box.admin("key", "export", KeyChange.VICTIM, "--yes", "--confirm", KeyChange.VICTIM)
              .with("--out", box.root().resolve(EXPORTED).toString());
      case INVALIDATE, INVALIDATE_TORN ->
          box.admin("cache", "invalidate", "account", "--account-id", "1");
      case FIX_MODE, FIX_METADATA, FIX_COUNTER, FIX_ROTATION -> box.admin("doctor", "--fix");
    };
  }

  private boolean invalidates() {
    return this == INVALIDATE || this == INVALIDATE_TORN;
  }

  @Override
  public boolean reportsFindings() {
    return this != EXPORT && !invalidates();
  }

  /** Doctor looks at everything before it mends anything, as with half a rotation. */
  @Override
  public boolean looksLikeAnother() {
    return this == FIX_MODE || this == FIX_METADATA;
  }

  @Override
  public Sandbox prepare(Path root) throws IOException {
    Sandbox box = new Sandbox(root);
    try (Secret secret = Secret.copyOf("a-secret".getBytes(StandardCharsets.UTF_8))) {
      box.tokens().create(TokenId.parse("owner@pbs!x"), TokenSettings.DEFAULT, secret);
    }
    Files.createDirectories(box.out());
    switch (this) {
      case EXPORT -> KeyChange.store(box.keys(), KeyChange.VICTIM, KeyChange.MATERIAL);
      case INVALIDATE -> invalidate(box);
      case INVALIDATE_TORN -> {
        invalidate(box);
        Path journal = box.run().resolve("invalidations.jsonl");
        Files.writeString(journal, "{\"sequ", StandardOpenOption.APPEND);
      }
      case FIX_MODE ->
          Files.setPosixFilePermissions(
              box.config().resolve("token.shadow"), PosixFilePermissions.fromString("rw-r--r--"));
      case FIX_METADATA -> {
        String orphan = "\ntoken: gone@pbs!x\n\tcomment left\n";
        Files.writeString(box.config().resolve("user.cfg"), orphan, StandardOpenOption.APPEND);
      }
      case FIX_COUNTER ->
          Counters.makeOdd(box.run().resolve("shmem/latchkey-versions"), SHADOW_COUNTER);
      case FIX_ROTATION -> rotateByHalf(box);
    }
    return box;
  }

  private static void invalidate(Sandbox box) {
    var _ = box.cacheControl().invalidate(Invalidation.account("0"), Duration.ZERO);
  }

  /** As one that was killed before it renamed the private key. */
  private static void rotateByHalf(Sandbox box) throws IOException {
    box.authKeys().rotate(null, false, null);
    Path key = box.config().resolve("authkey.key");
    Path kept = Files.copy(key, box.out().resolve("kept"), StandardCopyOption.COPY_ATTRIBUTES);
    box.authKeys().rotate(null, true, null);
    Files.move(kept, key, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public StoredFiles read(Sandbox box) throws IOException {
    return StoredFiles.of(box);
  }

  @Override
  public void assertUnchanged(StoredFiles before, StoredFiles found) {
    assertThat(found.contents()).as("files").isEqualTo(before.contents());
    assertThat(found.modes()).as("modes").isEqualTo(before.modes());
    assertThat(found.invalidations()).as("invalidations").isEqualTo(before.invalidations());
  }

  @Override
  public void assertDone(StoredFiles before, StoredFiles after, StoredFiles found) {
    assertThat(found.contents().keySet()).as("files").isEqualTo(after.contents().keySet());
    assertThat(found.modes()).as("modes").containsAllEntriesOf(after.modes());
    switch (this) {
      case INVALIDATE, INVALIDATE_TORN -> {
        assertThat(found.invalidations()).isGreaterThan(before.invalidations());
        assertThat(found.contents()).as("files").isEqualTo(before.contents());
      }
      case FIX_ROTATION -> {
        // The one that the private key of before belongs to.
        String old = before.contents().getOrDefault("config/authkey.pub.old", "");
        assertThat(found.contents()).containsEntry("config/authkey.pub.old", old);
        assertThat(rotated(before, found)).as("rotated").isTrue();
      }
      case FIX_COUNTER -> assertThat(found.isAnyCounterOdd()).isFalse();
      case EXPORT, FIX_MODE, FIX_METADATA ->
          assertThat(found.contents()).as("files").isEqualTo(after.contents());
    }
  }

  private static boolean rotated(StoredFiles before, StoredFiles found) {
    String key = found.contents().getOrDefault("config/authkey.key", "");
    return !key.equals(before.contents().get("config/authkey.key"));
  }

  @Override
  public boolean isDone(StoredFiles before, StoredFiles after, StoredFiles found) {
    boolean done =
        switch (this) {
          case EXPORT -> found.contents().containsKey(EXPORTED);
          case INVALIDATE, INVALIDATE_TORN -> found.invalidations() != before.invalidations();
          case FIX_MODE -> !found.modes().equals(before.modes());
          case FIX_METADATA -> !found.contents().equals(before.contents());
          case FIX_COUNTER -> !found.isAnyCounterOdd();
          case FIX_ROTATION -> rotated(before, found);
        };
    if (done) {
      assertDone(before, after, found);
    } else if (this == FIX_ROTATION) {
      // The public keys come first: assertCarriesOn tells whether they fit the private one.
      assertThat(found.contents().keySet()).isEqualTo(before.contents().keySet());
    } else {
      assertUnchanged(before, found);
    }
    return done;
  }

  @Override
  public boolean wasAnnounced(Outcome outcome) {
    return reportsFindings()
        ? outcome.out().contains("mended: ")
        : outcome.err().startsWith("no process is attached")
            || outcome.err().startsWith("key '" + KeyChange.VICTIM + "' exported");
  }

  /**
   * From the first look at the journal on: servers that find no line for a number drop everything,
   * which is what they were told and more. Doctor looks at everything again once it has mended, and
   * reports what it cannot look at then.
   */
  @Override
  public boolean goesOnWithout(Sandbox box, List<Call> before, Call call) {
    if (reportsFindings()) {
      // Its first lock is that of a look as well, at counters that nobody is about to settle.
      return call.isLook() || before.stream().noneMatch(each -> each.name().equals("flock"));
    }
    return invalidates()
        && Stream.concat(before.stream(), Stream.of(call))
            .anyMatch(each -> each.text().contains("invalidations.jsonl"));
  }

  @Override
  public int exitWithoutOutput() {
    return reportsFindings() ? 9 : 1;
  }

  /** What doctor cannot look at, it reports like anything else that it leaves. */
  @Override
  public List<Integer> failures() {
    return reportsFindings() ? List.of(1, 8) : List.of(1);
  }

  @Override
  public boolean audits() {
    return false;
  }

  @Override
  public void assertCarriesOn(Sandbox box, StoredFiles found) throws Exception {
    switch (this) {
      case EXPORT -> {
        Files.deleteIfExists(box.root().resolve(EXPORTED));
        Outcome again = in(box).run();
        assertThat(again.exit()).as(again.err()).isZero();
      }
      case INVALIDATE, INVALIDATE_TORN -> invalidate(box);
      case FIX_MODE, FIX_METADATA, FIX_COUNTER, FIX_ROTATION -> {
        Latchkey latchkey = box.latchkeyIn(Duration.ZERO);
        assertThat(latchkey.inspect()).as("not mended").allMatch(latchkey::mend);
      }
    }
    StoredFiles next = StoredFiles.of(box);
    assertThat(next.isAnyCounterOdd()).as("odd counter").isFalse();
    switch (this) {
      case EXPORT -> assertThat(next.contents()).containsKey(EXPORTED);
      case INVALIDATE, INVALIDATE_TORN -> {
        assertThat(next.invalidations()).isGreaterThan(found.invalidations());
        assertThat(next.journal().getLast()).contains(":" + next.invalidations() + ",");
      }
      case FIX_ROTATION -> AuthKeyChange.assertIsPair(box);
      case FIX_MODE, FIX_METADATA, FIX_COUNTER -> {}
    }
  }
}
