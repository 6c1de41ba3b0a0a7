package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of a catalog that is wrong says where, and nothing of what stands there. */
class HostileCatalogTest {

  private static final String CANARY = "zebra-canary";

  /** What is right, by the file that it stands in. */
  private static final Map<String, String> RIGHT =
      Map.of(
          "credentials.json",
          "{'AKIA1':{'account_id':'1','user':'alice','secret_access_key':'zebra-canary',"
              + "'expires':'2027-01-31T00:00:00Z'}}",
          "users.json",
          "{'1':{'alice':{'policies':[%s],'boundary':%s,'tags':{'zebra-canary':'zebra-canary'}}}}"
              .formatted(IamScene.policy("a"), IamScene.policy("b")),
          "groups.json",
          "{'1':{'g':{'members':['alice','zebra-canary'],'policies':[%s]}}}"
              .formatted(IamScene.policy("a")),
          "roles.json",
          "{'1':{'reader':{'policies':[%s],'boundary':%s,'tags':{'zebra-canary':'zebra-canary'}}}}"
              .formatted(IamScene.policy("a"), IamScene.policy("b")),
          "sessions.json",
          "{'ASIA1':{'account_id':'1','role':'reader','session_name':'zebra-canary',"
              + "'policy':%s,'tags':{'k':'v'}}}".formatted(IamScene.policy("a")),
          "tables.json",
          "{'1':{'music':{'partition_key':{'name':'zebra-canary','type':'S'},"
              + "'sort_key':{'name':'Year','type':'N'}}}}",
          "tags.json",
          "{'arn':{'zebra-canary':'zebra-canary'}}");

  private final IamScene scene;

  HostileCatalogTest(@TempDir Path directory) {
    this.scene = new IamScene(directory);
  }

  private void ask(String name) {
    JsonCatalog catalog = scene.catalog();
    Object answer =
        switch (name) {
          case "credentials.json" -> catalog.find("AKIA1");
          case "users.json" -> catalog.userPolicies(new UserKey("1", "alice"));
          case "groups.json" -> catalog.userGroupPolicies(new UserKey("1", "alice"));
          case "roles.json" -> catalog.rolePolicies(new RoleKey("1", "reader"));
          case "sessions.json" -> catalog.sessionData("ASIA1");
          case "tables.json" -> catalog.find(new TableKey("1", "music"));
          default -> catalog.resourceTags("arn");
        };
    assertThat(answer).isNotNull();
  }

  private CorruptFileException corrupt(String name, String json) {
    scene.file(name, json);
    Throwable failure = catchThrowable(() -> ask(name));
    assertThat(failure).as(json).isInstanceOf(CorruptFileException.class).hasNoCause();
    assertThat(failure).hasNoSuppressedExceptions();
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains(name).doesNotContain(CANARY);
    CorruptFileException e = (CorruptFileException) failure;
    assertThat(e.path()).isEqualTo(scene.config.resolve("catalog").resolve(name));
    return e;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "credentials.json | [] | WRONG_TYPE | 1 | 1",
        "credentials.json | {¶'AKIA1':'zebra-canary'} | WRONG_TYPE | 2 | 9",
        "credentials.json | {¶'AKIA1':{}} | WRONG_TYPE | 2 | 10",
        "credentials.json | {¶'AKIA1':{'zebra-canary':1}} | WRONG_TYPE | 2 | 25",
        "credentials.json | {¶'AKIA1':{'account_id':1}} | WRONG_TYPE | 2 | 23",
        "credentials.json | {¶'AKIA1':{'user':'zebra-canary',¶'role':'r'}} | WRONG_TYPE | 3 | 8",
        "credentials.json | {¶'AKIA1':{'role':'zebra-canary',¶'user':'r'}} | WRONG_TYPE | 3 | 8",
        "credentials.json | {¶'AKIA1':{'user':'zebra-canary',¶'user':'r'}} | DUPLICATE | 3 | 1",
        "credentials.json | {¶'AKIA1':{'secret_access_key':1}} | WRONG_TYPE | 2 | 30",
        "credentials.json | {¶'AKIA1':{'expires':1}} | WRONG_TYPE | 2 | 20",
        "credentials.json | {¶'AKIA1':{'expires':null}} | WRONG_TYPE | 2 | 20",
        "credentials.json | {¶'AKIA1':{'expires':'zebra-canary'}} | WRONG_TYPE | 2 | 20",
        "credentials.json | {¶'AKIA1':{'expires':'2027-01-31'}} | WRONG_TYPE | 2 | 20",
        "credentials.json | {¶'AKIA1':{'expires':'2027-01-31T00:00:00'}} | WRONG_TYPE | 2 | 20",
        "users.json | {¶'1':[]} | WRONG_TYPE | 2 | 5",
        "users.json | {¶'1':{¶'alice':null}} | WRONG_TYPE | 3 | 9",
        "users.json | {¶'1':{¶'alice':{'zebra-canary':1}}} | WRONG_TYPE | 3 | 25",
        "users.json | {¶'1':{¶'alice':{'groups':['g']}}} | WRONG_TYPE | 3 | 19",
        "users.json | {¶'1':{¶'alice':{'policies':{}}}} | WRONG_TYPE | 3 | 21",
        "users.json | {¶'1':{¶'alice':{'policies':['zebra-canary']}}} | WRONG_TYPE | 3 | 22",
        "users.json | {¶'1':{¶'alice':{'policies':[{}]}}} | WRONG_TYPE | 3 | 23",
        "users.json | {¶'1':{¶'alice':{'boundary':[]}}} | WRONG_TYPE | 3 | 21",
        "users.json | {¶'1':{¶'alice':{'boundary':null}}} | WRONG_TYPE | 3 | 21",
        "users.json | {¶'1':{¶'alice':{'tags':['zebra-canary']}}} | WRONG_TYPE | 3 | 17",
        "users.json | {¶'1':{¶'alice':{'tags':{'zebra-canary':1}}}} | WRONG_TYPE | 3 | 33",
        "users.json | {¶'1':{¶'alice':{'tags':{'a':'',¶'a':''}}}} | DUPLICATE | 4 | 1",
        "users.json | {¶'1':{¶'alice':{},¶'alice':{}}} | DUPLICATE | 4 | 1",
        "users.json | {¶'1':{},¶'1':{}} | DUPLICATE | 3 | 1",
        "groups.json | {¶'1':{'g':¶'zebra-canary'}} | WRONG_TYPE | 3 | 1",
        "groups.json | {¶'1':{'g':{'members':¶'zebra-canary'}}} | WRONG_TYPE | 3 | 1",
        "groups.json | {¶'1':{'g':{'members':[¶1]}}} | WRONG_TYPE | 3 | 1",
        "groups.json | {¶'1':{'g':{'members':['zebra-canary',¶'zebra-canary']}}} | WRONG_TYPE | 3 |"
            + " 1",
        "groups.json | {¶'1':{'g':{'boundary':¶'zebra-canary'}}} | WRONG_TYPE | 3 | 1",
        "groups.json | {¶'1':{'g':{'policies':[],¶'policies':[]}}} | DUPLICATE | 3 | 1",
        "roles.json | {¶'1':{'reader':{'members':¶[]}}} | WRONG_TYPE | 3 | 1",
        "roles.json | {¶'1':{'reader':{'tags':¶1}}} | WRONG_TYPE | 3 | 1",
        "sessions.json | {¶'ASIA1':{}} | WRONG_TYPE | 2 | 10",
        "sessions.json | {¶'ASIA1':{'account_id':'1','role':'r'}} | WRONG_TYPE | 2 | 37",
        "sessions.json | {¶'ASIA1':{'session_name':¶null}} | WRONG_TYPE | 3 | 1",
        "sessions.json | {¶'ASIA1':{'policy':¶'zebra-canary'}} | WRONG_TYPE | 3 | 1",
        "sessions.json | {¶'ASIA1':{'expires':¶'zebra-canary'}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{}}} | WRONG_TYPE | 2 | 15",
        "tables.json | {¶'1':{'music':{'partition_key':¶'zebra-canary'}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'partition_key':¶{}}}} | WRONG_TYPE | 3 | 2",
        "tables.json | {¶'1':{'music':{'partition_key':{'name':'a'¶}}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'partition_key':{'type':'S'¶}}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'partition_key':{'type':¶'zebra-canary'}}}} | WRONG_TYPE | 3"
            + " | 1",
        "tables.json | {¶'1':{'music':{'partition_key':{'type':¶'s'}}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'sort_key':¶null}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'zebra-canary':¶1}}} | WRONG_TYPE | 3 | 1",
        "tables.json | {¶'1':{'music':{'sort_key':{'name':'a','type':'S'}¶}}} | WRONG_TYPE | 3 | 1",
        "tags.json | {¶'arn':¶'zebra-canary'} | WRONG_TYPE | 3 | 1",
        "tags.json | {¶'arn':{'zebra-canary':¶null}} | WRONG_TYPE | 3 | 1",
        "tags.json | {¶'arn':{},¶'arn':{}} | DUPLICATE | 3 | 1",
        "tags.json | {}¶{} | TRAILING_DATA | 2 | 1",
        "tags.json | {¶'zebra-canary' | SYNTAX | 2 | 15",
        "tags.json | {¶zebra-canary | SYNTAX | 2 | 1",
      })
  void everyFile_wrongShape_saysWhatAndWhere(
      String name, String json, Problem problem, int line, int column) {
    CorruptFileException e = corrupt(name, json.replace('¶', '\n'));

    assertThat(e.problem()).isEqualTo(problem);
    assertThat(e.line()).isEqualTo(line);
    assertThat(e.column()).isBetween(column, column + 1);
  }

  @Test
  void everyFile_thatIsRight_isRead() {
    RIGHT.forEach(
        (name, json) -> {
          scene.file(name, json);
          ask(name);
        });
  }

  @Test
  void everyFile_everyTruncation_isCorrupt() {
    RIGHT.forEach(
        (name, json) -> {
          for (int length = 0; length < json.length(); length++) {
            assertThat(corrupt(name, json.substring(0, length)).problem())
                .isIn(Problem.SYNTAX, Problem.WRONG_TYPE);
          }
        });
  }

  @Test
  void everyFile_deepNesting_isCorrupt() {
    for (String name : RIGHT.keySet()) {
      for (String open : List.of("[", "{'1':", "{'1':{'alice':{'policies':[")) {
        corrupt(name, open.repeat(100_000));
      }
    }
  }
}
