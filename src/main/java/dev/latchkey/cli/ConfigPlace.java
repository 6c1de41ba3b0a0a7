package dev.latchkey.cli;

import dev.latchkey.cli.host.Host;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the configuration directory and the run directory are. */
final class ConfigPlace {

  private ConfigPlace() {}

  /**
   * The configuration directory.
   *
   * @param option what {@code --config-dir} names, null if it was not given
   * @param uid the user of this process
   */
  static Path configDirectory(Host host, @Nullable String option, int uid) {
    String named = option == null ? host.variable("ADMIN_CONFIG_DIR") : option;
    if (named != null) {
      return Path.of(named);
    } else if (uid == 0) {
      return Path.of("/etc/latchkey");
    }
    return underHome(host, "XDG_CONFIG_HOME", ".config").resolve("latchkey");
  }

  /**
   * The run directory, null for the one that follows from the configuration directory.
   *
   * @param option what {@code --run-dir} names, null if it was not given
   */
  static @Nullable Path runDirectory(Host host, @Nullable String option) {
    String named = option == null ? host.variable("ADMIN_RUN_DIR") : option;
    return named == null ? null : Path.of(named);
  }

  /**
   * A directory of this user.
   *
   * @param variable names it, if it is set
   * @param otherwise where it is else, below the home directory
   */
  static Path underHome(Host host, String variable, String otherwise) {
    String named = host.variable(variable);
    if (named != null) {
      return Path.of(named);
    }
    String home = host.variable("HOME");
    return Path.of(home == null ? System.getProperty("user.home", "") : home, otherwise);
  }
}
