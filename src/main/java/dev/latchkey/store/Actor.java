package dev.latchkey.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who changes things, as the audit log names them.
 *
 * @param uid user id of the process
 * @param user its name
 * @param sudoUser who became that user with {@code sudo}, null if nobody did
 */
public record Actor(int uid, String user, @Nullable String sudoUser) {

  /**
   * The user of this process.
   *
   * @throws UnavailableException if {@code /proc} cannot be read
   */
  public static Actor ofProcess() {
    try {
      return new Actor(ConfigDirectory.userId(), System.getProperty("user.name", "?"), null);
    } catch (IOException e) {
      throw new UnavailableException(Path.of("/proc/self/status"), e);
    }
  }

  /** The same user, reached with {@code sudo} by another. */
  public Actor withSudoUser(@Nullable String name) {
    return new Actor(uid, user, name);
  }
}
