package dev.latchkey.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonFormatTest {

  private static String all(List<Answer> answers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonFormat.writeAll(answers, out, false);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String one(Answer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonFormat.write(answer, out, false);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void write_everyKindOfField_isOneObjectOnOneLine() {
    Answer answer =
        new Answer()
            .with("text", "x")
            .with("absent", null)
            .withTime("never", null)
            .withTime("time", Instant.ofEpochSecond(1_800_000_000))
            .withJsonOnly("truth", true)
            .with("more", "y");
    assertThat(one(answer))
        .isEqualTo(
            "{\"text\":\"x\",\"never\":0,\"time\":1800000000,\"truth\":true,\"more\":\"y\"}\n");
  }

  @Test
  void write_text_isEscaped() {
    assertThat(one(new Answer().with("t", "\"\\\n\t\0\u001b\u007f/ü\ud83d\udd11")))
        .isEqualTo("{\"t\":\"\\\"\\\\\\n\\t\\u0000\\u001B\u007f/ü\ud83d\udd11\"}\n");
  }

  @Test
  void forTerminal_whatWouldDriveIt_isEscapedAndTheSameJson() {
    String json =
        one(new Answer().with("t", "\u009b31m\u007f\u202e\u2028\udb40\udc41/ü\ud83d\udd11"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    JsonFormat.forTerminal(json.getBytes(StandardCharsets.UTF_8), out);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"t\":\"\\u009B31m\\u007F\\u202E\\u2028\\uDB40\\uDC41/ü\ud83d\udd11\"}\n");
  }

  @Test
  void write_secret_isItsField() {
    byte[] bytes = "se\"same\u00fc".getBytes(StandardCharsets.UTF_8);
    try (Secret secret = Secret.copyOf(bytes)) {
      assertThat(one(new Answer().withSecret("value", secret)))
          .isEqualTo("{\"value\":\"se\\\"same\u00fc\"}\n");
    }
  }

  @Test
  void write_listsAndFractions_areArraysAndNumbers() {
    Answer answer =
        new Answer()
            .withTexts("none", List.of())
            .withTexts("texts", List.of("a\"\n", "\u2028", "c"))
            .withAll("nothing", List.of())
            .withAll(
                "answers",
                List.of(
                    new Answer().withNumber("n", 1).withAll("inner", List.of(new Answer())),
                    new Answer().withFraction("f", 0.25)))
            .withFraction("zero", 0)
            .withFraction("rate", 0.9987);
    assertThat(one(answer))
        .isEqualTo(
            "{\"none\":[],\"texts\":[\"a\\\"\\n\",\"\u2028\",\"c\"],\"nothing\":[],"
                + "\"answers\":[{\"n\":1,\"inner\":[{}]},{\"f\":0.25}],"
                + "\"zero\":0.0,\"rate\":0.9987}\n");
  }

  @Test
  void writeAll_none_isAnEmptyArray() {
    assertThat(all(List.of())).isEqualTo("[]\n");
  }

  @Test
  void writeAll_several_isOneArrayOnOneLine() {
    assertThat(all(List.of(new Answer().with("a", "1"), new Answer().with("a", "2"))))
        .isEqualTo("[{\"a\":\"1\"},{\"a\":\"2\"}]\n");
  }

  @Test
  void error_withAndWithoutHint_isOneObject() {
    assertThat(JsonFormat.error(CommandException.usage("say \"x\"\n", null), false))
        .isEqualTo("{\"error\":{\"code\":\"usage\",\"exit\":2,\"message\":\"say \\\"x\\\"\\n\"}}");
    assertThat(
            JsonFormat.error(new CommandException(ExitCode.BUSY, ErrorCode.BUSY, "t", "h"), false))
        .isEqualTo("{\"error\":{\"code\":\"busy\",\"exit\":7,\"message\":\"t\",\"hint\":\"h\"}}");
  }
}
