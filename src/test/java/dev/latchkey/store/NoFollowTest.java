package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link in place of a file that was just made: what it leads to stays as it is. */
class NoFollowTest {

  private final ConfigFixture fixture;
  private final Path target;
  private final Path link;
  private String before = "";

  NoFollowTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.target = root.resolve("target");
    this.link = fixture.file("link");
  }

  @BeforeEach
  void makeLink() throws IOException {
    Files.writeString(target, "another's");
    Files.setAttribute(target, "unix:mode", 0604);
    Files.createSymbolicLink(link, target);
    before = describe();
  }

  private String describe() throws IOException {
    return Files.readString(target) + Files.readAttributes(target, "unix:uid,gid,mode,ctime");
  }

  @Test
  void own_linkInPlaceOfTheNewFile_leavesItsTarget() throws IOException {
    assertThatThrownBy(() -> fixture.directory.own(link, 0640)).isInstanceOf(IOException.class);

    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void ownOfRun_linkInPlaceOfTheNewFile_leavesItsTarget() throws IOException {
    RunDirectory run = new RunDirectory(fixture.directory, fixture.run);

    assertThatThrownBy(() -> run.ownFile(link)).isInstanceOf(IOException.class);

    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void setMode_link_leavesItsTarget() throws IOException {
    assertThatThrownBy(() -> NoFollow.setMode(link, 0666)).isInstanceOf(IOException.class);

    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void setOwnerAndGroup_link_changesTheLinkAlone() throws IOException {
    assumeTrue(ConfigFixture.isRoot(), "only root can give files away");

    NoFollow.setOwner(link, 4242);
    NoFollow.setGroup(link, 4243);

    assertThat(DirectoryState.of(fixture.config)).containsKey("link");
    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void setModified_link_changesTheLinkAlone() throws IOException {
    NoFollow.setModified(link, Instant.EPOCH);

    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void open_link_isRefused() throws IOException {
    for (StandardOpenOption option :
        List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      assertThatThrownBy(() -> NoFollow.open(link, option)).isInstanceOf(IOException.class);
    }

    assertThat(describe()).isEqualTo(before);
  }

  @Test
  void open_file_appendsToIt() throws IOException {
    try (FileChannel channel =
        NoFollow.open(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.wrap(new byte[] {'!'}));
    }

    assertThat(target).hasContent("another's!");
  }
}
