package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.key.KeyId;
import dev.latchkey.key.Protection;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The completion scripts in real shells: what the command line becomes by what is typed. */
class ShellCompletionIT {

  private static final String PROMPT = "READY>";
  private static final String HOSTILE = "$(touch${IFS}pwned)@pbs";
  private static final String NOTE = "\u0018\u0004"; // a key that every shell is told to obey
  private static final String ERASE = "\u0015";

  /** Shells, and how each notes the command line in a file when {@link #NOTE} is typed. */
  enum Shell {
    BASH(
        "bash --noprofile --rcfile %1$s -i",
        """
        PS1='READY>'
        source '%2$s/admin.bash'
        complete -F _admin other
        note() { printf '%%s\\n' "$READLINE_LINE" >>'%3$s'; }
        bind -x '"\\C-x\\C-d": note'
        bind 'set bell-style none'
        printf '%%s' "$COMP_WORDBREAKS" >'%4$s/breaks-before'
        trap 'printf %%s "$COMP_WORDBREAKS" >"%4$s/breaks-after"' EXIT
        """),
    ZSH(
        "env ZDOTDIR=%4$s zsh -i",
        """
        fpath=('%2$s' $fpath)
        autoload -Uz compinit
        compinit -u -D
        compdef _admin other
        PS1='READY>'
        note() { print -r -- "$BUFFER" >>'%3$s' }
        zle -N note
        bindkey '^X^D' note
        bindkey '^U' kill-whole-line
        """),
    FISH(
        "fish -N -i -C 'source %1$s'",
        """
        function fish_prompt; echo -n 'READY>'; end
        source '%2$s/admin.fish'
        complete -c other -w admin
        function note; commandline >>'%3$s'; end
        bind \\cx\\cd note
        """);

    final String start;
    final String profile;

    Shell(String start, String profile) {
      this.start = start;
      this.profile = profile;
    }

    String program() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** An id as this shell writes it: fish knows no history expansion. */
    String escaped(String id) {
      return this == FISH ? id : id.replace("!", "\\!");
    }
  }

  @TempDir Path temporary;

  private Sandbox box;
  private Path work;
  private Path lines;
  private Path screen;
  private int noted;

  @BeforeEach
  void makeTokensAndKeys() throws IOException {
    box = new Sandbox(Files.createDirectories(temporary.resolve("box")));
    for (String id : List.of("solo@pbs!one", "jürg@pbs!eins", HOSTILE + "!x")) {
      try (Secret secret = Secret.copyOf("long enough".getBytes(StandardCharsets.US_ASCII))) {
        box.tokens().create(TokenId.parse(id), TokenSettings.DEFAULT, secret);
      }
    }
    box.keys().create(new KeyId("active"), Protection.NONE);
    box.keys().create(new KeyId("retired"), Protection.NONE);
    box.keys().archive(new KeyId("retired"));
    work = Files.createDirectories(box.scratch().resolve("work"));
    Files.writeString(work.resolve("only.txt"), "");
    Path launcher = work.resolveSibling("bin/admin");
    Files.createDirectories(launcher.resolveSibling(""));
    String words =
        box.admin().words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Files.writeString(launcher, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(launcher.resolveSibling("other"), launcher);
    lines = Files.writeString(box.scratch().resolve("lines"), "");
    screen = box.scratch().resolve("screen");
  }

  private AdminProcess open(Shell shell) throws IOException, InterruptedException {
    Tools.require(shell.program());
    Tools.requireSuccess(box, "script", "--echo", "always", "-qec", "tty", "/dev/null");
    Path scratch = box.scratch();
    Path profile = scratch.resolve(".zshrc");
    Path scripts = Path.of("completions").toAbsolutePath();
    Files.writeString(profile, shell.profile.formatted(profile, scripts, lines, scratch));
    String start = shell.start.formatted(profile, scripts, lines, scratch);
    AdminProcess terminal =
        AdminProcess.other(
                box,
                "script",
                "--echo",
                "always",
                "-qec",
                "cd '" + work + "'; " + start,
                "/dev/null")
            .under(
                "env",
                "HOME=" + scratch,
                "SHELL=/bin/sh",
                "TERM=xterm",
                "PATH=" + work.resolveSibling("bin") + ":" + System.getenv("PATH"))
            .stdin(Redirect.PIPE)
            .stdout(Redirect.to(screen.toFile()))
            .start();
    await(terminal, screen, PROMPT);
    return terminal;
  }

  /** Waits until a file has a text; whoever takes too long is ended, and that is a failure. */
  private static void await(AdminProcess terminal, Path file, String text) throws IOException {
    while (!new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(text)) {
      assertThat(terminal.process().isAlive()).as("waiting for '%s' in %s", text, file).isTrue();
      Thread.onSpinWait();
    }
  }

  /** What a command line is after something was typed; {@code →} stands for the key TAB. */
  private String typed(AdminProcess terminal, String text) throws IOException {
    var keyboard = terminal.process().getOutputStream();
    keyboard.write((ERASE + text.replace('→', '\t') + NOTE).getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
    noted++;
    while (true) {
      String all = Files.readString(lines);
      if (all.chars().filter(c -> c == '\n').count() >= noted) {
        return all.lines().toList().get(noted - 1);
      }
      assertThat(terminal.process().isAlive()).as("after '%s'", text).isTrue();
      Thread.onSpinWait();
    }
  }

  private void end(AdminProcess terminal) throws IOException, InterruptedException {
    terminal.process().getOutputStream().write((ERASE + "exit\r").getBytes(StandardCharsets.UTF_8));
    terminal.process().getOutputStream().flush();
    terminal.finish();
    assertThat(work.resolve("pwned")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void tab_wordsOptionsAndValues_areCompletedWhereTheyBelong(Shell shell) throws Exception {
    try (AdminProcess terminal = open(shell)) {
      assertThat(typed(terminal, "admin tok→")).isEqualTo("admin token ");
      assertThat(typed(terminal, "admin token cr→")).isEqualTo("admin token create ");
      assertThat(typed(terminal, "admin token ad→")).as("alias").isEqualTo("admin token ad");
      assertThat(typed(terminal, "admin token add --comm→"))
          .isEqualTo("admin token add --comment ");
      assertThat(typed(terminal, "admin token list --comm→")).isEqualTo("admin token list --comm");
      assertThat(typed(terminal, "admin token list --dry→"))
          .isEqualTo("admin token list --dry-run ");
      assertThat(typed(terminal, "admin --outp→j→")).isEqualTo("admin --output json ");
      assertThat(typed(terminal, "admin key create --kdf sc→"))
          .isEqualTo("admin key create --kdf scrypt ");
      assertThat(typed(terminal, "admin key create --kdf=sc→"))
          .isEqualTo("admin key create --kdf=scrypt ");
      assertThat(typed(terminal, "admin cache invalidate group→"))
          .isEqualTo("admin cache invalidate group-members ");
      assertThat(typed(terminal, "admin token verify --secret-file on→"))
          .isEqualTo("admin token verify --secret-file only.txt ");
      assertThat(typed(terminal, "admin token verify --secret-file=on→"))
          .isEqualTo("admin token verify --secret-file=only.txt ");
      assertThat(typed(terminal, "admin help token reg→"))
          .isEqualTo("admin help token regenerate ");
      end(terminal);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tab_ids_areCompletedAndEscaped(Shell shell) throws Exception {
    try (AdminProcess terminal = open(shell)) {
      String id = shell.escaped("solo@pbs!one") + " ";
      assertThat(typed(terminal, "admin token show solo@pbs!o→"))
          .isEqualTo("admin token show " + id);
      assertThat(typed(terminal, "admin token show " + shell.escaped("solo@pbs!") + "→"))
          .isEqualTo("admin token show " + id);
      assertThat(typed(terminal, "admin token show 'solo@pbs!o→"))
          .isEqualTo("admin token show 'solo@pbs!one' ");
      assertThat(typed(terminal, "admin token rm solo@pbs o→"))
          .isEqualTo("admin token rm solo@pbs one ");
      assertThat(typed(terminal, "admin token create so→"))
          .isEqualTo("admin token create solo@pbs ");
      assertThat(typed(terminal, "admin token rm jürg@pbs →"))
          .isEqualTo("admin token rm jürg@pbs eins ");
      assertThat(typed(terminal, "admin cache invalidate tokens so→"))
          .isEqualTo("admin cache invalidate tokens " + id);
      assertThat(typed(terminal, "admin cache invalidate role so→"))
          .isEqualTo("admin cache invalidate role so");
      assertThat(typed(terminal, "admin key archive →")).isEqualTo("admin key archive active ");
      assertThat(typed(terminal, "admin key delete --confirm=r→"))
          .isEqualTo("admin key delete --confirm=retired ");
      end(terminal);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tab_hostileOwner_runsNothing(Shell shell) throws Exception {
    try (AdminProcess terminal = open(shell)) {
      assertThat(typed(terminal, "admin token create '$→"))
          .isEqualTo("admin token create '" + HOSTILE + "' ");
      assertThat(typed(terminal, "admin token rm '" + HOSTILE + "' →"))
          .isEqualTo("admin token rm '" + HOSTILE + "' x ");
      String open = typed(terminal, "admin token create \\$→");
      assertThat(open).startsWith("admin token create \\$");
      // What was completed is one word, and that word is the owner.
      assertThat(typed(terminal, open + "→")).startsWith(open.strip());
      assertThat(open.replace("\\", "").replace("'", "").strip())
          .isEqualTo("admin token create " + HOSTILE);
      end(terminal);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tab_anotherNameOrDirectory_isAskedOfWhatTheLineNames(Shell shell) throws Exception {
    Sandbox elsewhere = new Sandbox(Files.createDirectories(temporary.resolve("elsewhere")));
    elsewhere.keys().create(new KeyId("remote"), Protection.NONE);
    String path = work.resolveSibling("bin/admin").toString();
    try (AdminProcess terminal = open(shell)) {
      assertThat(typed(terminal, "other token rm solo@pbs o→"))
          .isEqualTo("other token rm solo@pbs one ");
      assertThat(typed(terminal, path + " key show act→")).isEqualTo(path + " key show active ");
      String option = "--config-dir " + elsewhere.config();
      assertThat(typed(terminal, "admin " + option + " key show →"))
          .isEqualTo("admin " + option + " key show remote ");
      assertThat(typed(terminal, "admin key show --config-dir=/nowhere act→"))
          .isEqualTo("admin key show --config-dir=/nowhere act");
      assertThat(typed(terminal, "missing token show so→")).startsWith("missing token show so");
      end(terminal);
    }
    assertThat(new String(Files.readAllBytes(screen), StandardCharsets.UTF_8))
        .doesNotContain("not found: admin", "admin: ", "hint:", "Exception");
    if (shell == Shell.BASH) {
      assertThat(box.scratch().resolve("breaks-after"))
          .hasSameBinaryContentAs(box.scratch().resolve("breaks-before"));
    }
  }
}
