package dev.latchkey.cli.command;

import dev.latchkey.Finding;
import dev.latchkey.authkey.AuthKeyFinding;
import dev.latchkey.key.KeyFinding;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileFinding;
import dev.latchkey.store.Generation;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.UnavailableException;
import dev.latchkey.token.TokenFinding;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A finding in words.
 *
 * @param kind a name for programs, in lower case with hyphens, that stays
 * @param id the id that it is about, empty if it is about none
 * @param path the file that it is about, empty if it is about none
 * @param what is wrong
 * @param why it matters
 * @param command what mends it
 */
record Diagnosis(String kind, String id, String path, String what, String why, String command) {

  private static final String RESTORE = "mend the file or restore it from a backup";

  static Diagnosis of(Finding finding, Invocation call) {
    return switch (finding) {
      case Finding.OfFile(FileFinding file) -> ofFile(file);
      case Finding.OfToken(TokenFinding token) -> ofToken(token);
      case Finding.OfKey(KeyFinding key) -> ofKey(key, call);
      case Finding.OfAuthKey(AuthKeyFinding authKey) -> ofAuthKey(authKey);
      case Finding.Damaged(LatchkeyException failure) -> damaged(failure, call);
    };
  }

  /** What no library can find: how this process was started. */
  static Diagnosis withoutAotCache() {
    return new Diagnosis(
        "no-aot-cache",
        "",
        "",
        "this JVM runs without an AOT cache",
        "every command takes several times as long to start",
        "start it by its launcher, once as root, which makes one: sudo "
            + Program.NAME
            + " version");
  }

  private static Diagnosis ofFile(FileFinding finding) {
    Path path = finding.path();
    String file = Wording.quote(path);
    return switch (finding) {
      case FileFinding.SymbolicLink _ ->
          at(path, "symbolic-link")
              .says(file + " is a symbolic link")
              .because("it is not followed, so nothing behind it counts")
              .mend(
                  "look where it leads, then: cp --remove-destination \"$(readlink -f "
                      + file
                      + ")\" "
                      + file);
      case FileFinding.OtherType other ->
          at(path, "wrong-type")
              .says(file + " is not a " + (other.directory() ? "directory" : "regular file"))
              .because("it is not used, and nothing can be put in its place")
              .mend("mv " + file + " " + Wording.quote(path + ".moved-away"));
      case FileFinding.Unreadable _ ->
          at(path, "unreadable")
              .says(file + " cannot be read by this user")
              .because("nothing can be said of what it holds")
              .mend("run it again as root: sudo " + Program.NAME + " doctor");
      case FileFinding.OtherOwner(_, int uid, int gid) ->
          at(path, "wrong-owner")
              .says(file + " belongs to another user or group than it should")
              .because("that user can change it, or the service's group cannot read it")
              .mend("chown " + uid + ":" + gid + " " + file);
      case FileFinding.TooOpen open when open.isWritableByOthers() ->
          at(path, "writable-by-others")
              .says(file + " may be written to by everybody")
              .because("whoever does lets himself in, so it is not used")
              .mend("chmod " + octal(open.mode()) + " " + file);
      case FileFinding.TooOpen open ->
          at(path, "wrong-mode")
              .says(file + " has mode " + octal(open.present()))
              .because("more users can use it than need it")
              .mend("chmod " + octal(open.mode()) + " " + file);
      case FileFinding.StaleTemporary(_, boolean isDirectory) ->
          at(path, "stale-temporary-file")
              .says(file + " is a temporary file that a crash has left")
              .because("nobody reads it, and it may hold a copy of secrets")
              .mend((isDirectory ? "rmdir " : "rm ") + file);
      case FileFinding.Unsettled(_, Generation generation) ->
          at(path, "odd-generation")
              .says("the counter of " + counted(generation) + " is odd and nobody holds its lock")
              .because("a change was cut short, and every reader compares files at each call")
              .mend(Program.NAME + " doctor --fix");
      case FileFinding.NotVolatile(_, String fileSystem) ->
          at(path, "run-directory-not-tmpfs")
              .says("the run directory " + file + " lies on " + fileSystem)
              .because("what it holds outlives the host, and other hosts may not see it at once")
              .mend("name a directory on a tmpfs by ADMIN_RUN_DIR, or mount one there");
    };
  }

  private static String counted(Generation generation) {
    return switch (generation) {
      case USER -> "user.cfg";
      case TOKEN_SHADOW -> "token.shadow";
      case ENCRYPTION_KEYS -> "the encryption keys";
      case AUTHKEY -> "the auth key";
    };
  }

  private static Diagnosis ofToken(TokenFinding finding) {
    Path path = finding.path();
    String id = finding.id();
    String token = "token " + Wording.quote(id);
    return switch (finding.kind()) {
      case UNKNOWN_ENTRY ->
          at(path, "unknown-token-id")
              .says(
                  "entry " + finding.place() + " of " + Wording.quote(path) + " has no token's id")
              .because("it is kept and never accepted")
              .mend("take it out with an editor if nobody needs it");
      case UNKNOWN_SECTION ->
          at(path, "unknown-token-id")
              .says(
                  Wording.quote(path)
                      + " line "
                      + finding.place()
                      + ": the section has no token's id")
              .because("it is kept and limits nothing")
              .mend("take it out with an editor if nobody needs it");
      case HASH_WITHOUT_METADATA ->
          at(path, "token-without-metadata")
              .about(id)
              .says(token + " has a hash and no section in user.cfg")
              .because("it has no limits, and Proxmox Backup Server does not know it")
              .mend(Program.NAME + " token update " + Wording.quote(id) + " --comment TEXT");
      case METADATA_WITHOUT_HASH ->
          at(path, "metadata-without-token")
              .about(id)
              .says(token + " has a section in user.cfg and no hash")
              .because("it lets nobody in; a crash or a program has left it")
              .mend(Program.NAME + " doctor --fix");
      case EXPIRED ->
          at(path, "expired-token")
              .about(id)
              .says(token + " has expired, or its owner has")
              .because("it is refused, and would count again if that were changed")
              .mend(Program.NAME + " token delete " + Wording.quote(id));
      case WEAK_HASH ->
          at(path, "weak-hash")
              .about(id)
              .says(token + " has its secret stored as a hash of DES or MD5")
              .because("who reads the file finds the secret by trying")
              .mend(Program.NAME + " token regenerate " + Wording.quote(id));
    };
  }

  private static Diagnosis ofKey(KeyFinding finding, Invocation call) {
    Path path = finding.path();
    String file = Wording.quote(path);
    String id = finding.id();
    String key = "key " + Wording.quote(id);
    return switch (finding.kind()) {
      case ORPHANED_KEY_FILE -> {
        String aside = Wording.quote(path + ".orphan");
        yield at(path, "orphaned-key-file")
            .about(id)
            .says(file + " is a key file of which the registry does not know")
            .because("its key cannot be used, and no other can be stored under that id")
            .mend(
                "mv "
                    + file
                    + " "
                    + aside
                    + " && "
                    + Program.NAME
                    + " key store "
                    + Wording.quote(id)
                    + " --in "
                    + aside);
      }
      case MISSING_KEY_FILE ->
          at(path, "missing-key-file")
              .about(id)
              .says(key + " has no key file " + file)
              .because("what it has encrypted cannot be decrypted")
              .mend(
                  "restore it from a backup, or give it up: "
                      + Program.NAME
                      + " key archive "
                      + Wording.quote(id)
                      + " && "
                      + Program.NAME
                      + " key delete "
                      + Wording.quote(id));
      case OTHER_KEY ->
          at(path, "fingerprint-mismatch")
              .about(id)
              .says(worded(finding.failure(), call, file + " holds another key"))
              .because("registry and file disagree on which key it is, so neither is used")
              .mend(
                  "restore both from one backup, then: "
                      + Program.NAME
                      + " key verify "
                      + Wording.quote(id));
      case OTHER_KDF ->
          at(path, "protection-mismatch")
              .about(id)
              .says(key + " is protected in another way than the registry says")
              .because("a change of its passphrase was cut short")
              .mend(Program.NAME + " key change-passphrase " + Wording.quote(id));
      case DAMAGED_KEY_FILE ->
          at(path, "damaged-key-file")
              .about(id)
              .says(worded(finding.failure(), call, file + " makes no sense"))
              .because("what the key has encrypted cannot be decrypted")
              .mend(
                  "restore it from a backup, then: "
                      + Program.NAME
                      + " key verify "
                      + Wording.quote(id));
      case DAMAGED_ENTRY ->
          at(path, "damaged-key-entry")
              .about(id)
              .says(worded(finding.failure(), call, key + " has a section that makes no sense"))
              .because("the key cannot be used, and no key be listed")
              .mend(RESTORE);
      case UNREADABLE_KEY_FILE ->
          at(path, "unreadable")
              .about(id)
              .says(worded(finding.failure(), call, file + " cannot be read by this user"))
              .because("nothing can be said of what it holds")
              .mend("run it again as root: sudo " + Program.NAME + " doctor");
      case UNSAFE_DIRECTORY ->
          at(path, "wrong-type")
              .says(worded(finding.failure(), call, file + " cannot be used"))
              .because("no key can be used")
              .mend("mv " + file + " " + Wording.quote(path + ".moved-away"));
      case UNKNOWN_ID ->
          at(path, "unknown-key-id")
              .says(Wording.quote(path) + line(finding.failure()) + ": the section has no key's id")
              .because("it is kept and never used")
              .mend("take it out with an editor if nobody needs it");
    };
  }

  private static Diagnosis ofAuthKey(AuthKeyFinding finding) {
    return switch (finding) {
      case UNFINISHED_ROTATION ->
          new Draft("unfinished-rotation", "", "")
              .says("the private auth key does not belong to the public one")
              .because("a rotation was cut short, and tickets soon stop to count")
              .mend(Program.NAME + " auth-key rotate");
    };
  }

  private static Diagnosis damaged(LatchkeyException failure, Invocation call) {
    CommandException worded = call.word(failure);
    if (failure instanceof UnavailableException e) {
      return at(e.path(), "unreadable")
          .says(worded.text())
          .because("nothing can be said of what it holds")
          .mend("run it again as root: sudo " + Program.NAME + " doctor");
    } else if (failure instanceof CorruptFileException e) {
      boolean isCounter = e.problem() == Problem.WRONG_MAGIC;
      return at(e.path(), "damaged-file")
          .says(worded.text())
          .because(
              isCounter
                  ? "processes cannot tell each other of changes"
                  : "whatever needs it fails, and it is never overwritten")
          .mend(isCounter ? "rm " + Wording.quote(e.path()) : RESTORE);
    }
    return new Draft(worded.code().word(), "", "")
        .says(worded.text())
        .because("it could not be looked at")
        .mend("try again");
  }

  /** The words for a failure, which name place and reason. */
  private static String worded(
      @Nullable LatchkeyException failure, Invocation call, String otherwise) {
    return failure == null ? otherwise : call.word(failure).text();
  }

  private static String line(@Nullable LatchkeyException failure) {
    return failure instanceof CorruptFileException e ? " line " + e.line() : "";
  }

  private static String octal(int mode) {
    return String.format(Locale.ROOT, "%04o", mode);
  }

  private static Draft at(Path path, String kind) {
    return new Draft(kind, "", path.toString());
  }

  /** The first half of a diagnosis: what it is about. */
  private record Draft(String kind, String id, String path) {

    Draft about(String subject) {
      return new Draft(kind, subject, path);
    }

    Said says(String what) {
      return new Said(this, what, "");
    }
  }

  /** A diagnosis without the way out. */
  private record Said(Draft draft, String what, String why) {

    Said because(String reason) {
      return new Said(draft, what, reason);
    }

    Diagnosis mend(String command) {
      return new Diagnosis(draft.kind(), draft.id(), draft.path(), what, why, command);
    }
  }
}
