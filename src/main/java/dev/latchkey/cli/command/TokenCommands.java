package dev.latchkey.cli.command;

import dev.latchkey.cli.command.Completion.Kind;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import dev.latchkey.token.IssuedToken;
import dev.latchkey.token.Token;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import dev.latchkey.token.TokenState;
import dev.latchkey.token.TokenUpdate;
import dev.latchkey.token.UserId;
import dev.latchkey.token.Verification;
import dev.latchkey.token.Verification.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code admin token}: API tokens. */
final class TokenCommands {

  private static final String COMMENT = "one line about it; '' for none";
  private static final String EXPIRE =
      "never, 90d, 12h, 30m, 2027-01-31 (the end of that day), RFC 3339, or @EPOCH";
  private static final String SECRET_OUT = "write the new secret to a new file, mode 0600";

  private TokenCommands() {}

  static Noun noun() {
    return new Noun(
        "token", "API tokens of users", "admin token create backup@pbs ci", TokenCommands::verbs);
  }

  private static List<Verb> verbs() {
    return List.of(
        Verb.named("create", "add", "generate")
            .summary("create a token and print its secret, this one time")
            .examples(
                "admin token create backup@pbs ci",
                "admin token create backup@pbs ci --expire 90d --comment 'nightly build'")
            .operands(
                1,
                2,
                "ID | USER NAME",
                "ID",
                "the token: user@realm!name, or two words",
                Completion.of(Kind.USER),
                Completion.NOTHING)
            .value("--comment", "TEXT", COMMENT)
            .value("--expire", "WHEN", EXPIRE)
            .flag("--disabled", "create it disabled")
            .value("--secret-out", "FILE", SECRET_OUT, Completion.FILE)
            .secretSources()
            .runs(TokenCommands::create),
        Verb.named("list", "ls")
            .summary("list tokens; with filters, those that match any of them")
            .examples("admin token list", "admin token list backup@pbs --expiring-within 14d")
            .operands(
                0,
                1,
                "[USER]",
                "USER",
                "only the tokens of this user, user@realm",
                Completion.of(Kind.USER))
            .value("--expiring-within", "TIME", "those that expire within a time such as 14d")
            .flag("--expired", "those whose time, or whose owner's time, is over")
            .flag("--disabled", "those that are disabled, or whose owner is")
            .flag("--exit-code", "exit with 10 if nothing matches")
            .runs(TokenCommands::list),
        onToken("show")
            .summary("show what is known of a token, but its secret")
            .examples("admin token show backup@pbs ci")
            .runs(TokenCommands::show),
        onToken("update", "modify")
            .summary("change comment, expiry or state; what is not named stays")
            .examples(
                "admin token update backup@pbs ci --expire 2027-01-31",
                "admin token update backup@pbs ci --comment '' --expire never")
            .value("--comment", "TEXT", COMMENT)
            .value("--expire", "WHEN", EXPIRE)
            .flag("--enable", "let it be used again")
            .flag("--disable", "refuse it until it is enabled again")
            .runs(TokenCommands::update),
        onToken("regenerate", "rotate")
            .summary("give a token a new secret and print that; the old one counts no longer")
            .examples("admin token regenerate backup@pbs ci")
            .value("--secret-out", "FILE", SECRET_OUT, Completion.FILE)
            .secretSources()
            .runs(TokenCommands::regenerate),
        onToken("enable")
            .summary("let a token be used again")
            .examples("admin token enable backup@pbs ci")
            .runs(
                call -> switchTo(call, TokenRepository::enable, "enabled", "was enabled already")),
        onToken("disable")
            .summary("refuse a token until it is enabled again")
            .examples("admin token disable backup@pbs ci")
            .runs(
                call ->
                    switchTo(call, TokenRepository::disable, "disabled", "was disabled already")),
        onToken("delete", "remove", "rm")
            .summary("delete a token; from then on it is refused")
            .examples("admin token delete backup@pbs ci")
            .runs(TokenCommands::delete),
        onToken("verify")
            .summary("check a secret; exits with 5 if it would be refused")
            .examples(
                "admin token verify backup@pbs ci",
                "admin token verify backup@pbs ci --secret-file /run/credentials/ci")
            .secretSources()
            .runs(TokenCommands::verify));
  }

  private static Verb.Builder onToken(String verb, String... aliases) {
    return Verb.named(verb, aliases)
        .operands(
            1,
            2,
            "ID | USER NAME",
            "ID",
            "the token: user@realm!name, or two words",
            Completion.of(Kind.TOKEN),
            Completion.of(Kind.TOKEN_NAME));
  }

  private static ExitCode create(Invocation call) {
    TokenId id = tokenId(call);
    TokenSettings settings = settings(call, TokenSettings.DEFAULT);
    TokenSettings wanted = settings.withEnabled(!call.flag("--disabled"));
    return issue(call, secret -> call.latchkey().tokens().create(id, wanted, secret), "created");
  }

  private static ExitCode regenerate(Invocation call) {
    TokenId id = tokenId(call);
    return issue(
        call, secret -> call.latchkey().tokens().regenerate(id, secret), "got a new secret");
  }

  private static ExitCode issue(
      Invocation call, Function<Secret, IssuedToken> operation, String done) {
    Optional<Secret> supplied = call.supplied("secret");
    try (Secret secret = supplied.orElseGet(() -> Secret.randomUuid(call.latchkey().random()))) {
      call.handOut(
          supplied.isPresent() ? null : secret,
          () -> operation.apply(secret),
          (issued, shown) -> describeIssued(issued.token(), shown),
          call.latchkey().tokens()::withdraw,
          issued ->
              "token '" + issued.token().id() + "' " + done + expiryNote(call, issued.token()));
      return ExitCode.OK;
    } catch (IllegalArgumentException unusable) {
      throw CommandException.usage(String.valueOf(unusable.getMessage()), null);
    }
  }

  private static Answer describeIssued(Token token, Optional<Secret> shown) {
    Answer answer = new Answer().with("tokenid", token.id().toString());
    shown.ifPresent(secret -> answer.withSecret("value", secret));
    return addSettings(answer, token.settings());
  }

  private static String expiryNote(Invocation call, Token token) {
    Instant expires = token.settings().expires();
    return expires == null ? "" : ", expires " + call.format(expires);
  }

  private static ExitCode list(Invocation call) {
    Duration within = call.durationOption("--expiring-within");
    UserId owner = call.operands().isEmpty() ? null : userId(call.operands().getFirst());
    boolean filtered = within != null || call.flag("--expired") || call.flag("--disabled");
    List<Answer> answers =
        call.latchkey().tokens().list().stream()
            .filter(token -> owner == null || token.id().owner().equals(owner))
            .filter(token -> !filtered || matches(call, token, within))
            .map(token -> describe(call, token))
            .toList();
    call.answerAll(answers);
    return answers.isEmpty() && call.flag("--exit-code") ? ExitCode.NO_MATCH : ExitCode.OK;
  }

  private static boolean matches(Invocation call, Token token, @Nullable Duration within) {
    return (call.flag("--expired") && token.isExpiredAt(call.now()))
        || (call.flag("--disabled") && token.isDisabled())
        || isExpiring(token, call.now(), within);
  }

  private static boolean isExpiring(Token token, Instant now, @Nullable Duration within) {
    Instant expires = token.settings().expires();
    return within != null
        && expires != null
        && now.isBefore(expires)
        && !expires.isAfter(now.plus(within));
  }

  private static Answer describe(Invocation call, Token token) {
    Answer answer =
        new Answer()
            .with("tokenid", token.id().toString())
            .with("state", Choice.word(token.stateAt(call.now())))
            .toned(tone(token.stateAt(call.now())));
    return addSettings(answer, token.settings());
  }

  private static Tone tone(TokenState state) {
    return switch (state) {
      case ACTIVE -> Tone.GOOD;
      case DISABLED, OWNER_DISABLED -> Tone.WARNING;
      case EXPIRED, OWNER_EXPIRED -> Tone.BAD;
    };
  }

  private static Answer addSettings(Answer answer, TokenSettings settings) {
    return answer
        .withJsonOnly("enable", settings.enabled())
        .withTime("expire", settings.expires())
        .spared(1)
        .withFreeText("comment", settings.comment());
  }

  private static ExitCode show(Invocation call) {
    TokenId id = tokenId(call);
    Token token =
        call.latchkey()
            .tokens()
            .find(id)
            .orElseThrow(() -> new NotFoundException(Subject.TOKEN, id.toString()));
    call.answer(describe(call, token).with("hash", token.hashMethod()));
    return ExitCode.OK;
  }

  private static ExitCode update(Invocation call) {
    TokenId id = tokenId(call);
    if (call.option("--comment") == null
        && call.option("--expire") == null
        && !call.flag("--enable")
        && !call.flag("--disable")) {
      throw CommandException.usage(
          "nothing to change", "name --comment, --expire, --enable or --disable");
    }
    if (call.flag("--enable") && call.flag("--disable")) {
      throw CommandException.usage("--enable and --disable exclude each other", null);
    }
    settings(call, TokenSettings.DEFAULT); // what is wrong is said before any lock is taken
    TokenUpdate update =
        call.latchkey()
            .tokens()
            .update(
                id,
                present -> {
                  TokenSettings changed = settings(call, present);
                  boolean enabled = present.enabled() && !call.flag("--disable");
                  return changed.withEnabled(enabled || call.flag("--enable"));
                });
    return report(call, update, "changed", "is so already");
  }

  private static ExitCode switchTo(
      Invocation call,
      BiFunction<TokenRepository, TokenId, TokenUpdate> verb,
      String done,
      String already) {
    return report(call, verb.apply(call.latchkey().tokens(), tokenId(call)), done, already);
  }

  private static ExitCode report(Invocation call, TokenUpdate update, String done, String already) {
    Token token = update.after();
    call.answerQuietly(describe(call, token));
    call.done(
        "token '"
            + token.id()
            + "' "
            + (update.changed() ? done : already)
            + expiryNote(call, token));
    return ExitCode.OK;
  }

  private static ExitCode delete(Invocation call) {
    TokenId id = tokenId(call);
    call.latchkey().tokens().delete(id);
    call.answerQuietly(new Answer().with("tokenid", id.toString()));
    call.done("token '" + id + "' deleted");
    return ExitCode.OK;
  }

  private static ExitCode verify(Invocation call) {
    TokenId id = tokenId(call);
    try (Secret secret = call.require("secret", "Secret of " + id + ": ")) {
      return switch (call.latchkey().tokens().verify(id, secret)) {
        case Verification.Valid(Token token) -> {
          call.answer(describe(call, token));
          yield ExitCode.OK;
        }
        case Verification.Refused(Reason reason) -> throw refused(id, reason);
      };
    }
  }

  private static RuntimeException refused(TokenId id, Reason reason) {
    String token = "token '" + id + "'";
    String text =
        switch (reason) {
          case UNKNOWN -> null;
          case WRONG_SECRET -> "that is not the secret of " + token;
          case DISABLED -> token + " is disabled";
          case EXPIRED -> token + " has expired";
          case OWNER_DISABLED -> "the owner of " + token + " is disabled";
          case OWNER_EXPIRED -> "the owner of " + token + " has expired";
          case UNAVAILABLE, OVERLOADED -> token + " cannot be verified now";
        };
    if (text == null) {
      return new NotFoundException(Subject.TOKEN, id.toString());
    }
    boolean isKnown = reason != Reason.UNAVAILABLE && reason != Reason.OVERLOADED;
    ExitCode exit = isKnown ? ExitCode.VERIFICATION_FAILED : ExitCode.FAILURE;
    return new CommandException(exit, ErrorCode.of(reason), text, null);
  }

  private static TokenSettings settings(Invocation call, TokenSettings present) {
    TokenSettings settings = present;
    String comment = call.option("--comment");
    Optional<Expiry> expiry = call.expiryOption("--expire");
    try {
      if (comment != null) {
        String text = comment.strip();
        settings = settings.withComment(text.isEmpty() ? null : text);
      }
    } catch (IllegalArgumentException unusable) {
      throw CommandException.usage("--comment: " + unusable.getMessage(), null);
    }
    return expiry.isPresent() ? settings.withExpires(expiry.get().time()) : settings;
  }

  private static TokenId tokenId(Invocation call) {
    List<String> words = call.operands();
    try {
      if (words.size() == 1) {
        return TokenId.parse(words.getFirst());
      }
      return new TokenId(new UserId(words.getFirst()), words.get(1));
    } catch (IllegalArgumentException malformed) {
      throw CommandException.usage(
          "not a token id: " + malformed.getMessage(),
          "write user@realm!name in single quotes, or as two words: user@realm name");
    }
  }

  private static UserId userId(String text) {
    try {
      return new UserId(text);
    } catch (IllegalArgumentException malformed) {
      throw CommandException.usage("not a user: " + malformed.getMessage(), null);
    }
  }
}
