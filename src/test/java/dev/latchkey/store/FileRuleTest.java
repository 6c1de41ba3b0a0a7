package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are ours, and what guards them. */
class FileRuleTest {

  @ParameterizedTest
  @CsvSource({
    "user.cfg.tmp_AbCdEf, user.cfg",
    "user.cfg.tmp_A, user.cfg",
    "user.cfg.tmp_,",
    ".tmp_AbCdEf,",
    "user.cfg,",
    "unknown.tmp_AbCdEf,",
    "encryption-keys/offsite.enc.tmp_AbCdEf, encryption-keys/offsite.enc",
  })
  void targetOf_name_isTheFileThatItWasToBecome(String name, @Nullable String target) {
    assertThat(FileRule.targetOf(name)).isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource({
    "user.cfg, .user.lck, .user.lck",
    "token.shadow, token.shadow.lock, token.shadow.lock",
    "encryption-keys.cfg, .encryption-keys.lck, .encryption-keys.lck",
    "encryption-keys/offsite.enc, .encryption-keys.lck, .encryption-keys.lck",
    "authkey.key, .authkey.lck, .authkey.lck",
    "authkey.pub, .authkey.lck, .authkey.lck",
    "authkey.pub.old, .authkey.lck, .authkey.lck",
    "latchkey.toml,,",
    ".user.lck, .user.lck,",
    "token.shadow.lock, token.shadow.lock,",
  })
  void guardOf_name_isItsLock(
      String name, @Nullable String guard, @Nullable String guardOfAttributes) {
    assertThat(FileRule.guardOf(name)).isEqualTo(lock(guard));
    assertThat(FileRule.guardOfAttributes(name)).isEqualTo(lock(guardOfAttributes));
  }

  private static @Nullable LockName lock(@Nullable String file) {
    return file == null
        ? null
        : Stream.of(
                LockName.USER, LockName.TOKEN_SHADOW, LockName.ENCRYPTION_KEYS, LockName.AUTHKEY)
            .filter(lock -> lock.file().equals(file))
            .findFirst()
            .orElseThrow();
  }
}
