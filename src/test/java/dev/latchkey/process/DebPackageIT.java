package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package, installed and taken away by {@code dpkg} in a copy of this machine that is
 * thrown away: an overlay over its root directory, in a mount namespace of its own.
 */
class DebPackageIT {

  /** Makes the copy in the directory $1 and runs the script $2 in it, with package $3 as its $1. */
  private static final String IN_A_COPY =
      """
      set -e
      mount -t tmpfs tmpfs "$1"
      mkdir "$1/upper" "$1/work" "$1/root"
      mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
      mount --rbind /proc "$1/root/proc"
      mount --rbind /dev "$1/root/dev"
      mount -t tmpfs tmpfs "$1/root/run"
      exec chroot "$1/root" sh -ec "$2" sh "$3"
      """;

  private static final String LIFE =
      """
      unset ADMIN_CONFIG_DIR ADMIN_RUN_DIR
      list() { ls /usr/lib/latchkey/aot 2>/dev/null || echo no cache; }
      umask 077
      echo '# without Java'
      ADMIN_JAVA_HOME=/none dpkg --no-triggers -i "$1" 2>&1 | grep '^admin: '
      list
      echo '# again, with Java'
      dpkg --no-triggers -i "$1" >/dev/null
      list
      stat -c '%A %U %n' /run/latchkey /usr/bin/admin /usr/lib/latchkey/aot/all.aot
      ls /usr/share/man/man1/admin-auth-key.1.gz /usr/lib/tmpfiles.d/latchkey.conf
      echo '# in use'
      mkdir /etc/latchkey
      chmod 750 /etc/latchkey
      admin key create offsite 2>&1 >/dev/null
      admin doctor 2>&1
      echo '# by anybody, with a cache of another Java'
      echo other >/usr/lib/latchkey/aot/jvm
      setpriv --reuid 65534 --regid 65534 --clear-groups admin version 2>&1
      cat /usr/lib/latchkey/aot/jvm
      echo '# removed'
      dpkg --no-triggers -r latchkey >/dev/null
      list
      ls -d /usr/bin/admin /usr/lib/latchkey 2>&1 | grep -c 'No such file'
      echo '# purged'
      dpkg --no-triggers -P latchkey | grep '^latchkey: '
      ls /etc/latchkey
      """;

  @TempDir Path directory;

  private static Path builtPackage() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".deb")).toList();
      assumeTrue(!found.isEmpty(), "target/latchkey_*.deb is not built; mvn -P deb verify does");
      return found.getFirst();
    }
  }

  private static String version() throws IOException {
    try (JarFile jar = new JarFile("target/latchkey.jar")) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }

  private Outcome inACopy(String script, String argument) throws Exception {
    Sandbox box = new Sandbox(directory);
    Path mounts = Files.createDirectories(directory.resolve("copy"));
    return AdminProcess.other(
            box, "unshare", "-m", "sh", "-c", IN_A_COPY, "sh", mounts.toString(), script, argument)
        .under("env", "ADMIN_JAVA_HOME=" + System.getProperty("java.home"))
        .run();
  }

  @Test
  void deb_installedUpgradedRemovedAndPurged_leavesTheConfiguration() throws Exception {
    Tools.requireRoot();
    Tools.require("dpkg", "unshare", "setpriv");
    Path deb = builtPackage().toAbsolutePath();
    Outcome possible = inACopy("test -f \"$1\"", deb.toString());
    assumeTrue(possible.exit() == 0, "no overlay over /: " + possible.err());

    Outcome outcome = inACopy(LIFE, deb.toString());

    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            """
            # without Java
            admin: ADMIN_JAVA_HOME is '/none': no java, but Java 25 or newer is needed
            no cache
            # again, with Java
            all.aot
            complete.aot
            jvm
            key.aot
            token.aot
            drwxr-xr-x root /run/latchkey
            -rwxr-xr-x root /usr/bin/admin
            -rw-r--r-- root /usr/lib/latchkey/aot/all.aot
            /usr/lib/tmpfiles.d/latchkey.conf
            /usr/share/man/man1/admin-auth-key.1.gz
            # in use
            key 'offsite' created
            no findings
            # by anybody, with a cache of another Java
            admin (Latchkey) %s
            other
            # removed
            no cache
            2
            # purged
            latchkey: /etc/latchkey is left as it is: nothing else has the secrets in it
            """
                .formatted(version()))
        .contains("encryption-keys.cfg\n");
    assertThat(Path.of("/usr/lib/latchkey")).as("this machine is as it was").doesNotExist();
  }
}
