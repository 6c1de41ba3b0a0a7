package dev.latchkey.cli.command;

import dev.latchkey.cli.command.Completion.Kind;
import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.Fingerprint;
import dev.latchkey.key.Kdf;
import dev.latchkey.key.KeyFormat;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.KeyInput;
import dev.latchkey.key.KeyUpdate;
import dev.latchkey.key.Protection;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code admin key}: encryption keys. */
final class KeyCommands {

  private static final String PASSPHRASE = "passphrase";
  private static final String NEW_PASSPHRASE = "new-passphrase";
  private static final String KEY = "the key: its id, or 8 or more digits of its fingerprint";
  private static final String NEW_KEY = "its id: 3 to 32 letters, digits, '_', '.' and '-'";
  private static final String HINT = "what reminds of the passphrase; everybody can read it";
  private static final String KDF = "how the passphrase protects the key: none, scrypt or pbkdf2";
  private static final Completion ANY = Completion.of(Kind.KEY);
  private static final Completion ACTIVE = Completion.of(Kind.ACTIVE_KEY);
  private static final Completion ARCHIVED = Completion.of(Kind.ARCHIVED_KEY);
  private static final int MAX_KEYS = 10_000;

  private KeyCommands() {}

  static Noun noun() {
    return new Noun("key", "encryption keys", "admin key create offsite", KeyCommands::verbs);
  }

  private static List<Verb> verbs() {
    return List.of(
        Verb.named("create")
            .summary("make a new key, protected if a passphrase is given")
            .examples(
                "admin key create offsite",
                "admin key create offsite --kdf scrypt --hint 'the usual animal'")
            .operands(1, 1, "ID", "ID", NEW_KEY, Completion.NOTHING)
            .value("--kdf", "KDF", KDF, kdfs())
            .value("--hint", "TEXT", HINT)
            .secretSources(PASSPHRASE, "the new passphrase")
            .runs(KeyCommands::create),
        Verb.named("store", "import")
            .summary("store a key that comes from elsewhere")
            .examples(
                "admin key store offsite --in offsite.json",
                "admin key store offsite --in - --format hex")
            .operands(1, 1, "ID", "ID", NEW_KEY, Completion.NOTHING)
            .required("--in", "FILE", "where the key is, - for standard input", Completion.FILE)
            .value(
                "--format",
                "FORMAT",
                "json, raw, hex or base64; recognized unless named",
                Completion.words(Choice.words(KeyFormat.class)))
            .value("--kdf", "KDF", KDF, kdfs())
            .value("--hint", "TEXT", HINT)
            .secretSources(PASSPHRASE, "the passphrase")
            .runs(KeyCommands::store),
        Verb.named("list", "ls")
            .summary("list keys")
            .examples("admin key list", "admin key list --archived")
            .flag("--active", "only those that are active")
            .flag("--archived", "only those that are archived")
            .flag("--exit-code", "exit with 10 if nothing matches")
            .runs(KeyCommands::list),
        onKey("show", ANY)
            .summary("show what is known of a key, but the key itself")
            .examples("admin key show offsite")
            .runs(KeyCommands::show),
        Verb.named("verify")
            .summary("open keys and check them against their fingerprints")
            .examples("admin key verify offsite", "admin key verify --all")
            .operands(0, MAX_KEYS, "[ID …]", "ID", KEY, ANY)
            .flag("--all", "every key")
            .secretSources(PASSPHRASE, "the passphrase")
            .runs(KeyVerification::run),
        onKey("archive", ACTIVE)
            .summary("keep a key from encrypting; it still decrypts")
            .examples("admin key archive offsite")
            .runs(call -> move(call, EncryptionKeyRepository::archive, "archived")),
        onKey("unarchive", ARCHIVED)
            .summary("let a key encrypt again")
            .examples("admin key unarchive offsite")
            .runs(call -> move(call, EncryptionKeyRepository::unarchive, "active")),
        onKey("change-passphrase", ACTIVE)
            .summary("protect a key by another passphrase, or by none with --kdf none")
            .examples(
                "admin key change-passphrase offsite",
                "admin key change-passphrase offsite --kdf none")
            .value("--kdf", "KDF", KDF + " (scrypt)", kdfs())
            .value("--hint", "TEXT", HINT + "; the old one is dropped")
            .secretSources(PASSPHRASE, "the present passphrase")
            .secretSources(NEW_PASSPHRASE, "the new passphrase")
            .runs(KeyCommands::changePassphrase),
        onKey("export", ANY)
            .summary("write a key file, protected or not as it is stored")
            .examples("admin key export offsite --out offsite.json")
            .required(
                "--out", "FILE", "a new file, mode 0600, or - for standard output", Completion.FILE)
            .consent(ANY)
            .runs(KeyCommands::export),
        onKey("delete", ARCHIVED)
            .summary("delete an archived key for good, and with it what it has encrypted")
            .examples(
                "admin key delete offsite", "admin key delete offsite --yes --confirm offsite")
            .consent(ARCHIVED)
            .runs(KeyCommands::delete));
  }

  private static Verb.Builder onKey(String verb, Completion keys) {
    return Verb.named(verb).operands(1, 1, "ID", "ID", KEY, keys);
  }

  private static Completion kdfs() {
    return Completion.words(Choice.words(Kdf.class));
  }

  private static ExitCode create(Invocation call) {
    KeyId id = newId(call);
    Kdf kdf = Choice.option(call, "--kdf", Kdf.class);
    try (NewPassphrase passphrase = NewPassphrase.of(call, PASSPHRASE, kdf, id.value())) {
      Protection protection = passphrase.protection(call.option("--hint"));
      EncryptionKey key =
          deriving(call, protection.kdf(), () -> call.latchkey().keys().create(id, protection));
      return added(call, key, "created");
    }
  }

  private static ExitCode added(Invocation call, EncryptionKey key, String done) {
    call.answerChanged(describe(key));
    call.done("key '" + key.id() + "' " + done);
    return ExitCode.OK;
  }

  private static ExitCode store(Invocation call) {
    KeyId id = newId(call);
    Kdf kdf = Choice.option(call, "--kdf", Kdf.class);
    KeyFormat format = Choice.option(call, "--format", KeyFormat.class);
    String source = String.valueOf(call.option("--in"));
    if (source.equals("-") && call.flag("--passphrase-stdin")) {
      throw CommandException.usage(
          "standard input cannot hold both key and passphrase",
          "use --passphrase-file FILE or --passphrase-fd N");
    }
    try (Secret content = call.content("--in", KeyInput.MAX_BYTES);
        KeyInput input =
            KeyInput.parse(Path.of(source.equals("-") ? "/dev/stdin" : source), content, format)) {
      return input.isProtected()
          ? storeProtected(call, id, input)
          : storeOpen(call, id, input, kdf);
    }
  }

  private static ExitCode storeOpen(Invocation call, KeyId id, KeyInput input, @Nullable Kdf kdf) {
    try (NewPassphrase passphrase = NewPassphrase.of(call, PASSPHRASE, kdf, id.value())) {
      Protection protection = passphrase.protection(call.option("--hint"));
      return added(
          call,
          deriving(
              call, protection.kdf(), () -> call.latchkey().keys().store(id, input, protection)),
          "stored");
    }
  }

  private static ExitCode storeProtected(Invocation call, KeyId id, KeyInput input) {
    if (call.option("--kdf") != null || call.option("--hint") != null) {
      throw CommandException.usage(
          "the key file is protected already and is stored as it is",
          "leave out --kdf and --hint, then: " + Program.NAME + " key change-passphrase");
    }
    EncryptionKeyRepository keys = call.latchkey().keys();
    String prompt = "Passphrase of " + call.option("--in") + ": ";
    Optional<Secret> passphrase =
        input.hasFingerprint()
            ? call.supplied(PASSPHRASE)
            : Optional.of(call.require(PASSPHRASE, prompt));
    if (passphrase.isEmpty()) {
      return added(call, keys.store(id, input, Protection.NONE), "stored");
    }
    try (Secret secret = passphrase.get()) {
      return added(call, deriving(call, Kdf.SCRYPT, () -> keys.store(id, input, secret)), "stored");
    } catch (RefusedException e) {
      throw worded("'" + call.option("--in") + "'", input.hint(), e);
    }
  }

  private static ExitCode list(Invocation call) {
    boolean all = call.flag("--active") == call.flag("--archived");
    List<Answer> answers =
        call.latchkey().keys().list().stream()
            .filter(
                key ->
                    all || call.flag("--archived") == (key.state() == EncryptionKey.State.ARCHIVED))
            .map(KeyCommands::row)
            .toList();
    call.answerAll(answers);
    return answers.isEmpty() && call.flag("--exit-code") ? ExitCode.NO_MATCH : ExitCode.OK;
  }

  private static Answer row(EncryptionKey key) {
    String fingerprint = key.fingerprint().value();
    Answer answer =
        summary(key)
            .with("fingerprint", fingerprint, key.fingerprint().shortForm())
            .spared(2)
            .withTimeJsonOnly("created", key.created())
            .withTimeJsonOnly("modified", key.modified());
    if (key.archivedAt() != null) {
      answer.withTimeJsonOnly("archived-at", key.archivedAt());
    }
    return answer.withFreeText("hint", key.hint());
  }

  private static Answer summary(EncryptionKey key) {
    return new Answer()
        .with("id", key.id().value())
        .with("state", Choice.word(key.state()))
        .toned(key.state() == EncryptionKey.State.ACTIVE ? Tone.GOOD : Tone.MUTED)
        .with("kdf", key.kdf().label())
        .spared(1);
  }

  static Answer describe(EncryptionKey key) {
    Answer answer =
        summary(key)
            .with("fingerprint", key.fingerprint().value())
            .withTime("created", key.created())
            .withTime("modified", key.modified());
    if (key.archivedAt() != null) {
      answer.withTime("archived-at", key.archivedAt());
    }
    return key.hint() == null ? answer : answer.with("hint", key.hint());
  }

  private static ExitCode show(Invocation call) {
    call.answer(describe(resolve(call, call.operands().getFirst())));
    return ExitCode.OK;
  }

  private static ExitCode move(
      Invocation call, BiFunction<EncryptionKeyRepository, KeyId, KeyUpdate> verb, String state) {
    EncryptionKey key = resolve(call, call.operands().getFirst());
    KeyUpdate update = verb.apply(call.latchkey().keys(), key.id());
    call.answerQuietly(describe(update.after()));
    call.done("key '" + key.id() + "' is " + state + (update.changed() ? "" : " already"));
    return ExitCode.OK;
  }

  private static ExitCode changePassphrase(Invocation call) {
    EncryptionKey key = resolve(call, call.operands().getFirst());
    Kdf asked = Choice.option(call, "--kdf", Kdf.class);
    try (Secret present = presentPassphrase(call, key);
        NewPassphrase passphrase =
            NewPassphrase.of(
                call, NEW_PASSPHRASE, asked == null ? Kdf.SCRYPT : asked, key.id().value())) {
      Protection protection = passphrase.protection(call.option("--hint"));
      EncryptionKey changed =
          deriving(
              call,
              Kdf.SCRYPT,
              () -> call.latchkey().keys().changePassphrase(key.id(), present, protection));
      call.answerQuietly(describe(changed));
      call.done(
          "key '"
              + key.id()
              + (changed.kdf() == Kdf.NONE ? "' is not protected now" : "' has a new passphrase"));
      return ExitCode.OK;
    } catch (RefusedException e) {
      throw worded(key, e);
    }
  }

  /** The present passphrase, null if there is none; asked for if the key is protected. */
  private static @Nullable Secret presentPassphrase(Invocation call, EncryptionKey key) {
    return key.kdf() == Kdf.NONE
        ? call.supplied(PASSPHRASE).orElse(null)
        : call.require(PASSPHRASE, passphrasePrompt(key));
  }

  static String passphrasePrompt(EncryptionKey key) {
    String hint = key.hint() == null ? "" : " (hint: " + key.hint() + ")";
    return "Passphrase of " + key.id() + hint + ": ";
  }

  /** A refusal, with the hint where it is about the passphrase. */
  static RuntimeException worded(EncryptionKey key, RefusedException e) {
    return worded("key '" + key.id() + "'", key.hint(), e);
  }

  private static RuntimeException worded(String what, @Nullable String hint, RefusedException e) {
    return e.reason() == Reason.WRONG_PASSPHRASE && hint != null
        ? new CommandException(
            ExitCode.VERIFICATION_FAILED,
            ErrorCode.WRONG_PASSPHRASE,
            "that is not the passphrase of " + what,
            "it is kept in mind as: " + hint,
            e)
        : e;
  }

  private static ExitCode export(Invocation call) {
    EncryptionKey key = resolve(call, call.operands().getFirst());
    call.requireNewFile("--out"); // before consent is asked for
    try (Secret content = call.latchkey().keys().export(key.id())) {
      // Asked of the file itself: a crash may have left the registry behind.
      boolean open;
      try (KeyInput input = KeyInput.parse(Path.of(key.id().value()), content, KeyFormat.JSON)) {
        open = !input.isProtected();
      }
      if (open) {
        call.requireConsent(
            "Key '" + key.id() + "' is not protected: whoever reads the file has it.",
            key.id().value());
      }
      if (call.handOutFile("--out", content)) {
        call.answerQuietly(describe(key));
        call.done("key '" + key.id() + "' exported");
      }
      return ExitCode.OK;
    }
  }

  private static ExitCode delete(Invocation call) {
    EncryptionKey key = resolve(call, call.operands().getFirst());
    if (key.state() == EncryptionKey.State.ACTIVE) {
      throw new RefusedException(Subject.KEY, key.id().value(), Reason.STILL_ACTIVE);
    }
    call.requireConsent(
        "Deletes key '" + key.id() + "', and with it what only this key can decrypt.",
        key.id().value());
    call.answerQuietly(describe(call.latchkey().keys().delete(key.id())));
    call.done("key '" + key.id() + "' deleted");
    return ExitCode.OK;
  }

  /** Does what derives a key from a passphrase, if any is derived, and says so meanwhile. */
  static <T> T deriving(Invocation call, Kdf kdf, Supplier<T> work) {
    return kdf == Kdf.NONE ? work.get() : call.working("working on the passphrase …", work);
  }

  private static KeyId newId(Invocation call) {
    try {
      return new KeyId(call.operands().getFirst());
    } catch (IllegalArgumentException malformed) {
      throw CommandException.usage("not a key id: " + malformed.getMessage(), null);
    }
  }

  /** The key that an operand means. */
  static EncryptionKey resolve(Invocation call, String word) {
    if (!Fingerprint.isPrefix(word)) {
      try {
        var _ = new KeyId(word);
      } catch (IllegalArgumentException malformed) {
        throw CommandException.usage(
            "not a key id: " + malformed.getMessage(), Program.NAME + " key list");
      }
    }
    List<EncryptionKey> found = call.latchkey().keys().findAll(word);
    if (found.isEmpty()) {
      throw new NotFoundException(Subject.KEY, word);
    } else if (found.size() > 1) {
      throw CommandException.usage(
          "several fingerprints begin with '" + word + "'",
          "name the key by its id: "
              + found.stream()
                  .map(key -> "'" + key.id() + "'")
                  .collect(Collectors.joining(" or ")));
    }
    return found.getFirst();
  }
}
