package dev.latchkey.token;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileStamp;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.SectionConfig;
import dev.latchkey.token.TokenFinding.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at {@code token.shadow} and {@code user.cfg}, each by itself and then both together. */
final class TokenInspection {

  private final Path shadowPath;
  private final Path usersPath;
  private final List<TokenFinding> findings = new ArrayList<>();
  private final List<LatchkeyException> failures = new ArrayList<>();

  private TokenInspection(ConfigStore store) {
    this.shadowPath = store.directory().resolve(TokenFiles.SHADOW);
    this.usersPath = store.directory().resolve(TokenFiles.USERS);
  }

  static Inspected<TokenFinding> of(ConfigStore store, Instant now) {
    TokenInspection inspection = new TokenInspection(store);
    ShadowFile shadow = inspection.attempt(() -> ShadowFile.parse(store.read(TokenFiles.SHADOW)));
    SectionConfig users =
        inspection.attempt(() -> SectionConfig.parse(store.read(TokenFiles.USERS)));
    if (shadow != null) {
      inspection.entries(shadow);
    }
    if (users != null) {
      inspection.sections(users);
    }
    if (shadow != null && users != null) {
      inspection.both(shadow, users, now);
    }
    return new Inspected<>(inspection.findings, inspection.failures);
  }

  private <T> @Nullable T attempt(Supplier<T> read) {
    try {
      return read.get();
    } catch (LatchkeyException e) {
      failures.add(e);
      return null;
    }
  }

  private void entries(ShadowFile shadow) {
    int number = 0;
    for (String text : shadow.ids()) {
      number++;
      TokenId id = TokenId.parseOrNull(text);
      if (id == null) {
        findings.add(new TokenFinding(Kind.UNKNOWN_ENTRY, "", shadowPath, number));
        continue;
      }
      String hash = shadow.hash(id);
      if (hash != null && SecretHasher.isWeak(hash)) {
        findings.add(new TokenFinding(Kind.WEAK_HASH, text, shadowPath, number));
      }
    }
  }

  private void sections(SectionConfig users) {
    for (String text : users.ids(TokenFiles.TOKEN_SECTION)) {
      if (TokenId.parseOrNull(text) == null) {
        int line = users.line(TokenFiles.TOKEN_SECTION, text);
        findings.add(new TokenFinding(Kind.UNKNOWN_SECTION, "", usersPath, line));
      }
    }
  }

  private void both(ShadowFile shadow, SectionConfig users, Instant now) {
    // The stamps do not matter to who asks for one token after the other.
    TokenFiles files =
        new TokenFiles(shadow, users, new TokenFiles.Stamps(FileStamp.ABSENT, FileStamp.ABSENT));
    int number = 0;
    for (String text : shadow.ids()) {
      number++;
      TokenId id = TokenId.parseOrNull(text);
      if (id != null) {
        if (!users.contains(TokenFiles.TOKEN_SECTION, text)) {
          findings.add(new TokenFinding(Kind.HASH_WITHOUT_METADATA, text, shadowPath, number));
        }
        expiry(files, id, now);
      }
    }
    for (String text : users.ids(TokenFiles.TOKEN_SECTION)) {
      TokenId id = TokenId.parseOrNull(text);
      if (id != null && shadow.hash(id) == null) {
        int line = users.line(TokenFiles.TOKEN_SECTION, text);
        findings.add(new TokenFinding(Kind.METADATA_WITHOUT_HASH, text, usersPath, line));
      }
    }
  }

  private void expiry(TokenFiles files, TokenId id, Instant now) {
    try {
      Token token = files.token(id);
      if (token != null && token.isExpiredAt(now)) {
        int line = files.users().line(TokenFiles.TOKEN_SECTION, id.toString());
        findings.add(new TokenFinding(Kind.EXPIRED, id.toString(), usersPath, line));
      }
    } catch (CorruptFileException damagedSection) {
      failures.add(damagedSection);
    }
  }
}
