package dev.latchkey.token;

import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileStamp;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.Inspection;
import dev.latchkey.token.TokenFinding.Kind;
import java.nio.file.Path;
import java.time.Instant;

/** Looks at {@code token.shadow} and {@code user.cfg}, each by itself and then both together. */
final class TokenInspection {

  private final Path shadowPath;
  private final Path usersPath;
  private final Inspection<TokenFinding> found = new Inspection<>();

  private TokenInspection(ConfigStore store) {
    this.shadowPath = store.directory().resolve(TokenFiles.SHADOW);
    this.usersPath = store.directory().resolve(TokenFiles.USERS);
  }

  static Inspected<TokenFinding> of(ConfigStore store, Instant now) {
    TokenInspection inspection = new TokenInspection(store);
    ShadowFile shadow =
        inspection.found.attempt(() -> ShadowFile.parse(store.read(TokenFiles.SHADOW)));
    SectionConfig users =
        inspection.found.attempt(() -> SectionConfig.parse(store.read(TokenFiles.USERS)));
    if (shadow != null) {
      inspection.entries(shadow);
    }
    if (users != null) {
      inspection.sections(users);
    }
    if (shadow != null && users != null) {
      inspection.both(shadow, users, now);
    }
    return inspection.found.result();
  }

  private void entries(ShadowFile shadow) {
    int number = 0;
    for (String text : shadow.ids()) {
      number++;
      TokenId id = TokenId.parseOrNull(text);
      if (id == null) {
        found.add(new TokenFinding(Kind.UNKNOWN_ENTRY, "", shadowPath, number));
        continue;
      }
      String hash = shadow.hash(id);
      if (hash != null && SecretHasher.isWeak(hash)) {
        found.add(new TokenFinding(Kind.WEAK_HASH, text, shadowPath, number));
      }
    }
  }

  private void sections(SectionConfig users) {
    for (String text : users.ids(TokenFiles.TOKEN_SECTION)) {
      if (TokenId.parseOrNull(text) == null) {
        int line = users.line(TokenFiles.TOKEN_SECTION, text);
        found.add(new TokenFinding(Kind.UNKNOWN_SECTION, "", usersPath, line));
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
          found.add(new TokenFinding(Kind.HASH_WITHOUT_METADATA, text, shadowPath, number));
        }
        expiry(files, id, now);
      }
    }
    for (String text : users.ids(TokenFiles.TOKEN_SECTION)) {
      TokenId id = TokenId.parseOrNull(text);
      if (id != null && shadow.hash(id) == null) {
        int line = users.line(TokenFiles.TOKEN_SECTION, text);
        found.add(new TokenFinding(Kind.METADATA_WITHOUT_HASH, text, usersPath, line));
      }
    }
  }

  private void expiry(TokenFiles files, TokenId id, Instant now) {
    Token token = found.attempt(() -> files.token(id));
    if (token != null && token.isExpiredAt(now)) {
      int line = files.users().line(TokenFiles.TOKEN_SECTION, id.toString());
      found.add(new TokenFinding(Kind.EXPIRED, id.toString(), usersPath, line));
    }
  }
}
