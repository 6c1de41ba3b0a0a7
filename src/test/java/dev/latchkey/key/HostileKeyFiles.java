package dev.latchkey.key;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Key files that somebody may have written to do harm, by what is wrong with them. */
final class HostileKeyFiles {

  /** Stands in every one of them, and must stand in no message. */
  static final String CANARY = "Y2FuYXJ5IHNpbmdzIGluIHRoZSBtaW5l";

  private static final String SALT = "\"c2l4dGVlbiBieXRlcyAuLg==\"";
  private static final String DATA = base64(64);

  private HostileKeyFiles() {}

  /** All of them; what is wrong is the name. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    costs().forEach((name, kdf) -> files.put(name, utf8(file(kdf, DATA, ""))));
    shapes().forEach((name, text) -> files.put(name, utf8(text)));
    String good = file("{\"PBKDF2\":{\"iter\":1,\"salt\":" + SALT + "}}", DATA, "");
    files.put("UTF-16LE", good.getBytes(StandardCharsets.UTF_16LE));
    files.put("UTF-16BE", good.getBytes(StandardCharsets.UTF_16BE));
    files.put("UTF-16 with mark", good.getBytes(StandardCharsets.UTF_16));
    files.put("UTF-32LE", good.getBytes(Charset.forName("UTF-32LE")));
    files.put("UTF-32BE", good.getBytes(Charset.forName("UTF-32BE")));
    byte[] latin = good.replace(CANARY, CANARY + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    files.put("not UTF-8", latin);
    files.put("half of it", Arrays.copyOf(utf8(good), good.length() / 2));
    files.put("NUL behind it", utf8(good + "\0"));
    files.put("nothing but NULs", new byte[1000]);
    return files;
  }

  private static Map<String, String> costs() {
    Map<String, String> kdfs = new LinkedHashMap<>();
    long two40 = 1L << 40;
    kdfs.put("scrypt n 2^40", scrypt(two40, 8, 1));
    kdfs.put("scrypt n 2^62", scrypt(1L << 62, 1, 1));
    kdfs.put("scrypt n no power of two", scrypt(65535, 8, 1));
    kdfs.put("scrypt n 1", scrypt(1, 8, 1));
    kdfs.put("scrypt n 0", scrypt(0, 8, 1));
    kdfs.put("scrypt n negative", scrypt(Long.MIN_VALUE, 8, 1));
    kdfs.put("scrypt n too large for r", scrypt(65536, 1, 1));
    kdfs.put("scrypt r 0", scrypt(16, 0, 1));
    kdfs.put("scrypt r 2^31", scrypt(2, 1L << 31, 1));
    kdfs.put("scrypt r 2^32", scrypt(2, 1L << 32, 1));
    kdfs.put("scrypt r negative", scrypt(16, -1, 1));
    kdfs.put("scrypt p 0", scrypt(16, 1, 0));
    kdfs.put("scrypt p 2^62", scrypt(16, 1, 1L << 62));
    kdfs.put("scrypt p negative", scrypt(16, 1, -1));
    kdfs.put("scrypt memory of 2 GiB", scrypt(1 << 21, 8, 1));
    kdfs.put("scrypt n r overflows a long", scrypt(two40, two40, 1));
    kdfs.put("scrypt n r p overflows a long", scrypt(1 << 22, 1 << 21, 1 << 21));
    kdfs.put("scrypt r p of an int's blocks", scrypt(2, 1 << 21, 1));
    kdfs.put("scrypt 8 r p overflows an int", scrypt(2, 1 << 22, 1));
    kdfs.put("scrypt r p just above the limit", scrypt(2, 1, 1 << 21));
    kdfs.put("scrypt r p above the limit", scrypt(2, 1, 1 << 22));
    kdfs.put("scrypt r p shared", scrypt(2, 1 << 20, 2));
    kdfs.put(
        "scrypt n a string", "{\"Scrypt\":{\"n\":\"16\",\"r\":1,\"p\":1,\"salt\":" + SALT + "}}");
    kdfs.put(
        "scrypt n a fraction", "{\"Scrypt\":{\"n\":16.0,\"r\":1,\"p\":1,\"salt\":" + SALT + "}}");
    kdfs.put("scrypt n of 400 digits", scrypt("1".repeat(400)));
    kdfs.put("scrypt n of 5000 digits", scrypt("1".repeat(5000)));
    kdfs.put("scrypt n null", scrypt("null"));
    kdfs.put("scrypt n missing", "{\"Scrypt\":{\"r\":1,\"p\":1,\"salt\":" + SALT + "}}");
    kdfs.put("scrypt n twice", scrypt("16,\"n\":16"));
    kdfs.put("scrypt salt missing", "{\"Scrypt\":{\"n\":16,\"r\":1,\"p\":1}}");
    kdfs.put("scrypt with a parameter of no sense", scrypt("16,\"q\":1"));
    kdfs.put("PBKDF2 10^12", pbkdf2("1000000000000", SALT));
    kdfs.put("PBKDF2 2^32 + 1", pbkdf2("4294967297", SALT));
    kdfs.put("PBKDF2 0", pbkdf2("0", SALT));
    kdfs.put("PBKDF2 negative", pbkdf2("-1", SALT));
    kdfs.put("PBKDF2 1e3", pbkdf2("1e3", SALT));
    kdfs.put("PBKDF2 of an object", pbkdf2("{}", SALT));
    kdfs.put("PBKDF2 salt empty", pbkdf2("1", "\"\""));
    kdfs.put("PBKDF2 salt of 7 bytes", pbkdf2("1", base64(7)));
    kdfs.put("PBKDF2 salt of 1025 bytes", pbkdf2("1", base64(1025)));
    kdfs.put("PBKDF2 salt no base64", pbkdf2("1", "\"" + CANARY + "!\""));
    kdfs.put("PBKDF2 salt a number", pbkdf2("1", "1"));
    kdfs.put("both", "{" + inner(scrypt(16, 1, 1)) + "," + inner(pbkdf2("1", SALT)) + "}");
    kdfs.put(
        "twice the same", "{" + inner(pbkdf2("1", SALT)) + "," + inner(pbkdf2("1", SALT)) + "}");
    kdfs.put("none of them", "{}");
    kdfs.put("unknown", "{\"Argon2\":{\"salt\":" + SALT + "}}");
    kdfs.put("kdf a string", "\"" + CANARY + "\"");
    kdfs.put("kdf true", "true");
    kdfs.put("kdf an array", "[" + scrypt(16, 1, 1) + "]");
    kdfs.put("kdf of a string", "{\"Scrypt\":\"" + CANARY + "\"}");
    kdfs.put("kdf of null", "{\"Scrypt\":null}");
    return kdfs;
  }

  private static Map<String, String> shapes() {
    Map<String, String> texts = new LinkedHashMap<>();
    String kdf = pbkdf2("1", SALT);
    String good = file(kdf, DATA, "");
    texts.put("data empty", file(kdf, "\"\"", ""));
    texts.put("data of 63 bytes", file(kdf, base64(63), ""));
    texts.put("data of 65 bytes", file(kdf, base64(65), ""));
    texts.put("data of 64 bytes unprotected", file("null", DATA, ""));
    texts.put("data of 31 bytes unprotected", file("null", base64(31), ""));
    texts.put("data no base64", file(kdf, "\"" + CANARY + "?\"", ""));
    texts.put("data without padding", file("null", base64(32).replace("=", ""), ""));
    texts.put("data null", file(kdf, "null", ""));
    texts.put("data an array of bytes", file(kdf, "[1,2,3]", ""));
    texts.put("data twice", file(kdf, DATA, ",\"data\":" + DATA));
    texts.put("data missing", good.replace("\"data\"", "\"date\""));
    texts.put("kdf missing", good.replace("\"kdf\"", "\"kdg\""));
    texts.put("created missing", good.replace("\"created\"", "\"creator\""));
    texts.put("modified missing", good.replace("\"modified\"", "\"modifier\""));
    texts.put("created a number", good.replace("\"2026-02-01T00:00:00Z\"", "5"));
    texts.put("created half a character", good.replace("2026-02-01T", "\\ud83d"));
    texts.put("modified null", good.replace("\"2026-02-02T00:00:00Z\"", "null"));
    texts.put("fingerprint short", file(kdf, DATA, ",\"fingerprint\":\"0e:ab\""));
    texts.put("fingerprint no hex", file(kdf, DATA, ",\"fingerprint\":\"" + CANARY + "\""));
    texts.put("fingerprint a number", file(kdf, DATA, ",\"fingerprint\":1"));
    texts.put("hint a number", file(kdf, DATA, ",\"hint\":1"));
    texts.put("hint an object", file(kdf, DATA, ",\"hint\":{\"a\":1}"));
    texts.put("unknown property twice", file(kdf, DATA, ",\"x\":1,\"x\":1"));
    texts.put("name of half a character", file(kdf, DATA, ",\"\\ud83d\":1"));
    texts.put("deep arrays", file(kdf, DATA, ",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000)));
    texts.put("deep objects", file(kdf, DATA, ",\"x\":" + "{\"a\":".repeat(9_000) + "1"));
    texts.put("deep kdf", file("{\"Scrypt\":".repeat(2_000), DATA, ""));
    texts.put("nothing but brackets", "{\"a\":".repeat(10_000));
    texts.put("data behind the end", good + CANARY);
    texts.put("another object behind the end", good + good);
    texts.put("comment", good.replace("{\"kdf", "{/* " + CANARY + " */\"kdf"));
    texts.put("comma too many", good.replace(",\"created", ",,\"created"));
    texts.put("comma at the end", good.substring(0, good.length() - 1) + ",}");
    texts.put("array", "[" + good + "]");
    texts.put("string", "\"" + CANARY + "\"");
    texts.put("empty object", "{}");
    texts.put("control character in a string", good.replace(CANARY, CANARY + "\n"));
    texts.put("NaN", file(kdf, DATA, ",\"x\":NaN"));
    texts.put("larger than any key file", file(kdf, DATA, ",\"x\":\"" + "x".repeat(65_536) + "\""));
    return texts;
  }

  static String scrypt(long n, long r, long p) {
    return "{\"Scrypt\":{\"n\":%d,\"r\":%d,\"p\":%d,\"salt\":%s}}".formatted(n, r, p, SALT);
  }

  private static String scrypt(String n) {
    return "{\"Scrypt\":{\"n\":" + n + ",\"r\":1,\"p\":1,\"salt\":" + SALT + "}}";
  }

  static String pbkdf2(String iterations, String salt) {
    return "{\"PBKDF2\":{\"iter\":" + iterations + ",\"salt\":" + salt + "}}";
  }

  private static String inner(String object) {
    return object.substring(1, object.length() - 1);
  }

  /** A string of base64 that stands for that many bytes. */
  static String base64(int bytes) {
    return "\"" + Base64.getEncoder().encodeToString(new byte[bytes]) + "\"";
  }

  /** A key file with the canary; it is good if its values are. */
  static String file(String kdf, String data, String more) {
    return "{\"kdf\":"
        + kdf
        + ",\"created\":\"2026-02-01T00:00:00Z\",\"modified\":\"2026-02-02T00:00:00Z\",\"data\":"
        + data
        + ",\"canary\":\""
        + CANARY
        + "\""
        + more
        + "}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
