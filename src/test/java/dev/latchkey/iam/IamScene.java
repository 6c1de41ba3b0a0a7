package dev.latchkey.iam;

import dev.latchkey.ConfigScene;
import dev.latchkey.store.RandomSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** A configuration directory with a catalog, at a fixed time. */
final class IamScene extends ConfigScene {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  IamScene(Path temporary) {
    super(temporary, NOW);
  }

  JsonCatalog catalog() {
    return new JsonCatalog(store(RandomSource.ofKernel(), false), () -> now);
  }

  /** Writes a file of the catalog; apostrophes stand for quotation marks. */
  IamScene file(String name, String json) {
    write("catalog/" + name, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "rw-r-----");
    return this;
  }

  /** A policy document that allows one action. */
  static String policy(String action) {
    return "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'"
        + action
        + "','Resource':'*'}}";
  }

  /** The same as it is parsed. */
  static Policy parsed(String action) {
    return Policy.parse(Path.of("policy"), policy(action).replace('\'', '"'));
  }
}
