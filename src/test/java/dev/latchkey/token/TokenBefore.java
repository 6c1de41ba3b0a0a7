package dev.latchkey.token;

/** What stands in the directory when the operation begins. */
enum TokenBefore {
  NO_DIRECTORY("", ""),
  ABSENT("", ""),
  ACTIVE("hash", "token: backup@pbs!ci\n\tcomment old\n"),
  DISABLED("hash", "token: backup@pbs!ci\n\tcomment old\n\tenable false\n"),
  EXPIRED("hash", "token: backup@pbs!ci\n\tcomment old\n\texpire 1772366400\n"),
  OWNER_DISABLED("hash", "user: backup@pbs\n\tenable 0\n\ntoken: backup@pbs!ci\n\tcomment old\n"),
  OWNER_EXPIRED("hash", "user: backup@pbs\n\texpire 1\n\ntoken: backup@pbs!ci\n\tcomment old\n"),
  METADATA_ONLY("", "token: backup@pbs!ci\n\tcomment left\n\tenable 0\n"),
  HASH_ONLY("hash", ""),
  DAMAGED_SHADOW("broken", "token: backup@pbs!ci\n\tcomment old\n"),
  DAMAGED_USERS("hash", "token: backup@pbs!ci\n\tenable false\n\nneither header nor property\n"),
  LIMITS_UNREADABLE("hash", "token: backup@pbs!ci\n\tenable maybe\n");

  private final String hash;
  private final String section;

  TokenBefore(String hash, String section) {
    this.hash = hash;
    this.section = section;
  }

  void arrange(TokenScene scene) {
    if (this == NO_DIRECTORY) {
      return;
    }
    String entry = hash.isEmpty() ? "" : ",\"backup@pbs!ci\":\"" + TokenScene.RIGHT_HASH + "\"";
    String end = hash.equals("broken") ? "" : "}";
    scene.shadow("{" + TokenScene.NEIGHBOUR + entry + end);
    scene.users(users());
  }

  String users() {
    return TokenScene.NEIGHBOUR_SECTIONS + (section.isEmpty() ? "" : "\n" + section);
  }
}
