package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/** What may happen to the journal. */
enum JournalDamage {
  REMOVED {
    @Override
    void apply(CacheHost host) throws IOException {
      Files.delete(host.journal());
    }
  },
  EMPTIED {
    @Override
    void apply(CacheHost host) throws IOException {
      overwrite(host, new byte[0]);
    }
  },
  CUT_WITHIN_A_LINE {
    @Override
    void apply(CacheHost host) throws IOException {
      try (FileChannel file = FileChannel.open(host.journal(), StandardOpenOption.WRITE)) {
        file.truncate(file.size() - 20);
      }
    }
  },
  RANDOM_BYTES {
    @Override
    void apply(CacheHost host) throws IOException {
      byte[] bytes = new byte[100_000];
      new Random(1).nextBytes(bytes);
      overwrite(host, bytes);
    }
  },
  OF_ANOTHER_VERSION {
    @Override
    void apply(CacheHost host) throws IOException {
      long next = host.counter() + 1;
      overwrite(host, line(next).replace("credential", "galaxy").getBytes(StandardCharsets.UTF_8));
    }
  },
  NUMBERS_REPEATED {
    @Override
    void apply(CacheHost host) throws IOException {
      long last = host.counter();
      overwrite(host, (line(last) + line(last) + line(last)).getBytes(StandardCharsets.UTF_8));
    }
  },
  NUMBERS_BACKWARDS {
    @Override
    void apply(CacheHost host) throws IOException {
      long last = host.counter();
      overwrite(
          host, (line(last + 1) + line(last) + line(last - 5)).getBytes(StandardCharsets.UTF_8));
    }
  },
  /** As after the loss of a counter that had been larger than its successor. */
  NUMBERS_FAR_AHEAD {
    @Override
    void apply(CacheHost host) throws IOException {
      long last = host.counter();
      StringBuilder lines = new StringBuilder();
      for (int i = 1; i <= 2000; i++) {
        lines.append(line(last + i));
      }
      overwrite(host, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  },
  HUGE {
    @Override
    void apply(CacheHost host) throws IOException {
      try (FileChannel file = FileChannel.open(host.journal(), StandardOpenOption.WRITE)) {
        assertThat(file.write(ByteBuffer.wrap(new byte[1]), 100_000_000)).isOne();
      }
    }
  },
  SYMBOLIC_LINK {
    @Override
    void apply(CacheHost host) throws IOException {
      Path elsewhere = host.box.run().resolve("elsewhere");
      Files.move(host.journal(), elsewhere, StandardCopyOption.REPLACE_EXISTING);
      Files.createSymbolicLink(host.journal(), elsewhere);
    }
  },
  WRITABLE_BY_OTHERS {
    @Override
    void apply(CacheHost host) throws IOException {
      permit(host, "rw-rw-rw-");
    }
  },
  UNREADABLE {
    @Override
    void apply(CacheHost host) throws IOException {
      permit(host, "---------");
    }
  };

  abstract void apply(CacheHost host) throws IOException;

  private static void overwrite(CacheHost host, byte[] content) throws IOException {
    Files.write(host.journal(), content);
  }

  private static void permit(CacheHost host, String permissions) throws IOException {
    Files.setPosixFilePermissions(host.journal(), PosixFilePermissions.fromString(permissions));
  }

  /** An invalidation of what nobody has in memory. */
  private static String line(long sequence) {
    return "{\"sequence\":%d,\"time\":1,\"scope\":\"credential\",\"access_key_id\":\"nobody\","
            .formatted(sequence)
        + "\"caches\":[\"credential\"]}\n";
  }
}
