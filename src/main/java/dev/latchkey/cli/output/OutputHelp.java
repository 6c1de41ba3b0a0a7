package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code admin help output}: what {@code -o json} answers with. */
public final class OutputHelp {

  /** The word that asks for it. */
  public static final String WORD = "output";

  public static final String SUMMARY = "the JSON schema of answers";

  /** What is said before the schema. */
  public static final String TEXT =
      """
      With -o json a command answers with one JSON document, on one line of standard output; with
      'cache status --watch', one line after the other. An error is such a document on a line of
      standard error, where notices may precede it; -q leaves those out. Times are seconds since
      1970, and 0 is never. A key file ('key export --out -') is printed as it is.

      In the JSON Schema below, #/$defs/NOUN-VERB is the answer to '@PROGRAM@ NOUN VERB', and
      #/$defs/error an error. To have the schema alone: @PROGRAM@ help output -o json
      """
          .replace("@PROGRAM@", Program.NAME);

  private OutputHelp() {}

  /** The JSON schema, of draft 2020-12. */
  public static String schema() {
    try (InputStream in = OutputHelp.class.getResourceAsStream("output.schema.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
