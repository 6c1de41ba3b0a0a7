package dev.latchkey.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The user without any right. */
final class Nobody {

  static final int UID = 65534;

  /** Start another program as this user, for {@link AdminProcess#under}. */
  static final String[] WORDS = {"setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"};

  private Nobody() {}

  /** Skips the test unless the command can be started as this user. */
  static void require(Sandbox box) throws IOException, InterruptedException {
    Tools.requireRoot();
    AdminProcess version = box.admin("version").under(WORDS);
    Tools.requireSuccess(box, version.words().toArray(String[]::new));
    Files.setAttribute(box.scratch(), "unix:mode", 0755);
  }

  /** Gives this user a directory and everything in it. */
  static void own(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", UID);
        Files.setAttribute(file, "unix:gid", UID);
      }
    }
  }
}
