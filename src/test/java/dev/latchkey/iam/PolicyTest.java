package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.Mutations;
import dev.latchkey.iam.Policy.Effect;
import dev.latchkey.iam.Policy.Statement;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a policy document, and what is none. */
class PolicyTest {

  private static final Path FILE = Path.of("policy");
  private static final String CANARY = "zebra-canary";

  private static final String FULL =
      """
      {
        "Version": "2012-10-17",
        "Id": "zebra-canary",
        "Statement": [
          {
            "Sid": "One",
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:Query"],
            "Resource": "arn:aws:dynamodb:*:111111111111:table/music",
            "Condition": {
              "StringEquals": {"aws:PrincipalTag/team": ["red", "blue"], "aws:username": "alice"},
              "Bool": {"aws:SecureTransport": true},
              "NumericLessThan": {"aws:MultiFactorAuthAge": [3600, 1.50]}
            }
          },
          {"Effect": "Deny", "NotAction": "dynamodb:*", "NotResource": ["*"]}
        ]
      }
      """;

  private static CorruptFileException corrupt(String json) {
    Throwable failure = catchThrowable(() -> Policy.parse(FILE, json));
    assertThat(failure).as(json).isInstanceOf(CorruptFileException.class).hasNoCause();
    assertThat(failure).hasNoSuppressedExceptions();
    assertThat(failure.getMessage()).doesNotContain(CANARY);
    return (CorruptFileException) failure;
  }

  private static String statement(String members) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":{" + members + "}}";
  }

  @Test
  void parse_fullDocument_isWhatStandsThere() {
    Policy policy = Policy.parse(FILE, FULL);

    Statement first =
        new Statement(
            "One",
            Effect.ALLOW,
            false,
            List.of("dynamodb:GetItem", "dynamodb:Query"),
            false,
            List.of("arn:aws:dynamodb:*:111111111111:table/music"),
            Map.of(
                "StringEquals",
                Map.of(
                    "aws:PrincipalTag/team",
                    List.of("red", "blue"),
                    "aws:username",
                    List.of("alice")),
                "Bool",
                Map.of("aws:SecureTransport", List.of("true")),
                "NumericLessThan",
                Map.of("aws:MultiFactorAuthAge", List.of("3600", "1.50"))));
    Statement second =
        new Statement(null, Effect.DENY, true, List.of("dynamodb:*"), true, List.of("*"), Map.of());
    assertThat(policy).isEqualTo(new Policy("2012-10-17", CANARY, List.of(first, second)));
  }

  @Test
  void parse_smallestDocument_hasDefaults() {
    Policy policy =
        Policy.parse(
            FILE,
            "{\"Statement\":{\"Resource\":\"*\",\"Action\":\"*\",\"Effect\":\"Allow\"},\"Version\":\"2008-10-17\"}");

    assertThat(policy.version()).isEqualTo("2008-10-17");
    assertThat(policy.id()).isNull();
    assertThat(policy.statements())
        .containsExactly(
            new Statement(null, Effect.ALLOW, false, List.of("*"), false, List.of("*"), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | WRONG_TYPE | 1",
        "{'Version':'2012-10-17'} | WRONG_TYPE | 1",
        "{¶'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}¶} | WRONG_TYPE | 3",
        "{'Version':'2012-10-17',¶'Statement':[]} | WRONG_TYPE | 2",
        "{¶'Version':'zebra-canary'¶} | WRONG_TYPE | 2",
        "{¶'Version':['2012-10-17']¶} | WRONG_TYPE | 2",
        "{¶'Id':1¶} | WRONG_TYPE | 2",
        "{¶'Id':'zebra-canary',¶'Id':'zebra-canary'¶} | DUPLICATE | 3",
        "{¶'version':'2012-10-17'¶} | WRONG_TYPE | 2",
        "{¶'zebra-canary':'zebra-canary'¶} | WRONG_TYPE | 2",
        "{¶'Statement':'zebra-canary'¶} | WRONG_TYPE | 2",
        "{¶'Statement':null¶} | WRONG_TYPE | 2",
        "{¶'Statement':[[]]¶} | WRONG_TYPE | 2",
        "{¶'Statement':[¶'zebra-canary']¶} | WRONG_TYPE | 3",
        "['zebra-canary'] | WRONG_TYPE | 1",
        "1 | WRONG_TYPE | 1",
        "{¶'Version':'2012-10-17 | SYNTAX | 2",
        "{¶'Id':zebra-canary} | SYNTAX | 2",
      })
  void parse_wrongDocument_saysWhatAndWhere(String json, Problem problem, int line) {
    CorruptFileException e = corrupt(json.replace('\'', '"').replace('¶', '\n'));

    assertThat(e.problem()).isEqualTo(problem);
    assertThat(e.line()).isEqualTo(line);
    assertThat(e.column()).isPositive();
    assertThat(e.path()).isEqualTo(FILE);
  }

  @Test
  void parse_trailingData_isRefused() {
    assertThat(corrupt(FULL + "{}").problem()).isEqualTo(Problem.TRAILING_DATA);
    assertThat(corrupt(FULL + CANARY).problem()).isEqualTo(Problem.SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Effect':'Allow'",
        "'Effect':'Allow','Action':'*'",
        "'Effect':'Allow','Resource':'*'",
        "'Action':'*','Resource':'*'",
        "'Effect':'allow','Action':'*','Resource':'*'",
        "'Effect':'zebra-canary','Action':'*','Resource':'*'",
        "'Effect':['Allow'],'Action':'*','Resource':'*'",
        "'Effect':true,'Action':'*','Resource':'*'",
        "'Effect':'Allow','Action':[],'Resource':'*'",
        "'Effect':'Allow','Action':'*','Resource':[]",
        "'Effect':'Allow','Action':[1],'Resource':'*'",
        "'Effect':'Allow','Action':true,'Resource':'*'",
        "'Effect':'Allow','Action':{'zebra-canary':1},'Resource':'*'",
        "'Effect':'Allow','Action':[['*']],'Resource':'*'",
        "'Effect':'Allow','Action':null,'Resource':'*'",
        "'Effect':'Allow','Action':'*','Resource':['*',null]",
        "'Effect':'Allow','Action':'*','Resource':'*','Sid':1",
        "'Effect':'Allow','Action':'*','Resource':'*','Sid':null",
        "'Effect':'Allow','Action':'*','Resource':'*','sid':'zebra-canary'",
        "'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'",
        "'Effect':'Allow','Action':'*','Resource':'*','Principal':{'AWS':'zebra-canary'}",
        "'Effect':'Allow','Action':'*','Resource':'*','NotPrincipal':'*'",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':'zebra-canary'",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':[]",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':'zebra-canary'}",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'k':null}}",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'k':[]}}",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'k':[null]}}",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'k':[['v']]}}",
        "'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'k':{}}}",
      })
  void parse_wrongStatement_isOfTheWrongType(String members) {
    CorruptFileException e = corrupt(statement(members.replace('\'', '"')));

    assertThat(e.problem()).isEqualTo(Problem.WRONG_TYPE);
    assertThat(e.line()).isEqualTo(1);
    assertThat(e.column()).isPositive();
  }

  /** The last one would otherwise decide. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Effect':'Allow','Effect':'Deny'",
        "'Sid':'a','Sid':'a'",
        "'Action':'*','Action':'*'",
        "'Action':'*','NotAction':'*'",
        "'NotAction':'*','Action':'*'",
        "'Resource':'*','NotResource':'*'",
        "'NotResource':'*','Resource':'*'",
        "'Condition':{'Bool':{'k':'a'}},'Condition':{'Bool':{'k':'a'}}",
        "'Condition':{'Bool':{'k':'a'},'Bool':{'l':'a'}}",
        "'Condition':{'Bool':{'k':'a','k':'a'}}",
      })
  void parse_memberThatStandsThereTwice_isADuplicate(String members) {
    CorruptFileException e = corrupt(statement(members.replace('\'', '"')));

    assertThat(e.problem()).isEqualTo(Problem.DUPLICATE);
    assertThat(e.line()).isEqualTo(1);
    assertThat(e.column()).isPositive();
  }

  @Test
  void parse_deepNesting_isRefused() {
    int depth = 200_000;
    for (String open : List.of("[", "{\"a\":", "{\"Statement\":", "{\"Statement\":[")) {
      corrupt(open.repeat(depth));
      corrupt("{\"Id\":" + open.repeat(depth));
      corrupt("{\"Statement\":" + open.repeat(depth));
      corrupt(statement("\"Condition\":{\"Bool\":{\"k\":" + open.repeat(depth)));
    }
  }

  @Test
  void parse_everyTruncation_isRefused() {
    String whole = FULL.strip();
    for (int length = 0; length < whole.length(); length++) {
      corrupt(whole.substring(0, length));
    }
  }

  @Test
  void parse_everyMutant_isAPolicyOrCorrupt() {
    List<byte[]> tokens = new ArrayList<>();
    for (String token :
        new String[] {
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\\",
          "\\ud83d",
          "null",
          "true",
          "1e9999999999",
          "-1",
          "\0",
          "\n",
          "/*",
          "#",
          "\ufeff",
          "{}",
          "[]",
          "\"Action\":",
          "\"Effect\":\"Deny\","
        }) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    Mutations mutations = new Mutations(tokens);
    Random random = new Random(7);
    byte[] seed = FULL.getBytes(StandardCharsets.UTF_8);
    int parsed = 0;
    for (int i = 0; i < 3000; i++) {
      String mutant = new String(mutations.mutate(seed, random), StandardCharsets.UTF_8);
      Throwable failure = catchThrowable(() -> Policy.parse(FILE, mutant));
      if (failure == null) {
        parsed++;
      } else {
        assertThat(failure).as(mutant).isInstanceOf(CorruptFileException.class).hasNoCause();
        assertThat(failure.getMessage()).doesNotContain(CANARY);
      }
    }
    assertThat(parsed).isBetween(30, 2970);
  }

  @Test
  void policy_madeOfCollections_sharesNoneOfThem() {
    List<String> values = new ArrayList<>(List.of("v"));
    Map<String, List<String>> keys = new HashMap<>(Map.of("k", values));
    Map<String, Map<String, List<String>>> conditions = new HashMap<>(Map.of("Bool", keys));
    List<String> patterns = new ArrayList<>(List.of("*"));
    Statement statement =
        new Statement(null, Effect.ALLOW, false, patterns, false, patterns, conditions);
    List<Statement> statements = new ArrayList<>(List.of(statement));
    Policy policy = new Policy("2012-10-17", null, statements);

    values.add("w");
    keys.clear();
    conditions.clear();
    patterns.clear();
    statements.clear();

    assertThat(policy.statements()).containsExactly(statement);
    assertThat(statement.actions()).containsExactly("*");
    assertThat(statement.resources()).containsExactly("*");
    assertThat(statement.conditions()).isEqualTo(Map.of("Bool", Map.of("k", List.of("v"))));
    Map<String, List<String>> kept = Objects.requireNonNull(statement.conditions().get("Bool"));
    assertThatThrownBy(() -> kept.put("l", List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
