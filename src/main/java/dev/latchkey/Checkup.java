package dev.latchkey;

import dev.latchkey.authkey.AuthKeyFinding;
import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.cache.CacheSettings;
import dev.latchkey.iam.JsonCatalog;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyFinding;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileFinding;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.Inspection;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.UnavailableException;
import dev.latchkey.token.TokenFinding;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks every room what it finds in its files, and has mended what can be. */
final class Checkup {

  private static final String REASON = "unfinished rotation, found by doctor";

  /** What is said of a file already when it was looked at from outside. */
  private static final Set<Problem> FROM_OUTSIDE =
      Set.of(
          Problem.SYMBOLIC_LINK,
          Problem.NOT_A_REGULAR_FILE,
          Problem.NOT_A_DIRECTORY,
          Problem.WRITABLE_BY_OTHERS);

  private final ConfigStore store;
  private final TokenRepository tokens;
  private final EncryptionKeyRepository keys;
  private final AuthKeyRepository authKeys;
  private final JsonCatalog catalog;

  Checkup(
      ConfigStore store,
      TokenRepository tokens,
      EncryptionKeyRepository keys,
      AuthKeyRepository authKeys,
      JsonCatalog catalog) {
    this.store = store;
    this.tokens = tokens;
    this.keys = keys;
    this.authKeys = authKeys;
    this.catalog = catalog;
  }

  /** Everything that is to be found, each thing once. */
  List<Finding> inspect() {
    Inspection<Finding> found = new Inspection<>();
    Inspected<FileFinding> files = store.inspect();
    found.addFailures(files);
    files.findings().forEach(finding -> found.add(new Finding.OfFile(finding)));
    Inspected<TokenFinding> ofTokens = tokens.inspect();
    found.addFailures(ofTokens);
    ofTokens.findings().forEach(finding -> found.add(new Finding.OfToken(finding)));
    List<KeyFinding> ofKeys = found.attempt(keys::inspect);
    Inspected<AuthKeyFinding> ofAuthKeys = authKeys.inspect();
    found.addFailures(ofAuthKeys);
    var _ = found.attempt(() -> CacheSettings.read(store));
    found.addFailures(catalog.inspect());

    Set<Path> told = told(files.findings());
    for (KeyFinding finding : ofKeys == null ? List.<KeyFinding>of() : ofKeys) {
      LatchkeyException failure = finding.failure();
      boolean isTold = failure != null && isTold(failure, told);
      if (!isTold) {
        found.add(new Finding.OfKey(finding));
      }
    }
    ofAuthKeys.findings().forEach(finding -> found.add(new Finding.OfAuthKey(finding)));
    Set<String> seen = new HashSet<>();
    for (LatchkeyException failure : found.result().failures()) {
      // The same file may have been read for several reasons.
      if (!isTold(failure, told) && seen.add(String.valueOf(failure.getMessage()))) {
        found.add(new Finding.Damaged(failure));
      }
    }
    return found.result().findings();
  }

  /** The files of which it is known already why they cannot be read. */
  private static Set<Path> told(List<FileFinding> files) {
    Set<Path> told = new HashSet<>();
    for (FileFinding finding : files) {
      boolean hides =
          switch (finding) {
            case FileFinding.SymbolicLink _, FileFinding.OtherType _, FileFinding.Unreadable _ ->
                true;
            case FileFinding.TooOpen open -> open.isWritableByOthers();
            case FileFinding.OtherOwner _,
                FileFinding.StaleTemporary _,
                FileFinding.Unsettled _,
                FileFinding.NotVolatile _ ->
                false;
          };
      if (hides) {
        told.add(finding.path());
      }
    }
    return told;
  }

  private static boolean isTold(LatchkeyException failure, Set<Path> told) {
    if (failure instanceof CorruptFileException corrupt) {
      return FROM_OUTSIDE.contains(corrupt.problem()) && told.contains(corrupt.path());
    }
    return failure instanceof UnavailableException unavailable
        && told.stream().anyMatch(unavailable.path()::startsWith);
  }

  /** Mends a finding if nothing can be lost by it. */
  boolean mend(Finding finding) {
    return switch (finding) {
      case Finding.OfFile(FileFinding.StaleTemporary left) ->
          store.mend(left) || (!left.directory() && keys.removeTemporaryFile(left.path()));
      case Finding.OfFile(FileFinding file) -> store.mend(file);
      case Finding.OfToken(TokenFinding token) ->
          token.kind() == TokenFinding.Kind.METADATA_WITHOUT_HASH
              && tokens.removeOrphanedMetadata(TokenId.parse(token.id()));
      case Finding.OfAuthKey _ -> {
        var _ = authKeys.rotate(null, false, REASON);
        yield true;
      }
      // Whatever is wrong with a key, or within a file, is for an administrator to decide.
      case Finding.OfKey _, Finding.Damaged _ -> false;
    };
  }
}
