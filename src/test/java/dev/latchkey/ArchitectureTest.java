package dev.latchkey;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule is a sentence of the design; a breach fails the build. */
class ArchitectureTest {

  /** What belongs to the process, and so to who wrote its main method. */
  private static final Set<String> PROCESS =
      Set.of(
          "out",
          "err",
          "in",
          "exit",
          "halt",
          "exec",
          "getenv",
          "console",
          "setProperty",
          "addShutdownHook");

  private static final String ROOT = "dev.latchkey";

  /** The rooms, each above all that it imports. */
  private static final List<String> ROOMS =
      List.of(
          ROOT + ".cli",
          ROOT + ".cli.shell",
          ROOT + ".cli.output",
          ROOT + ".cli.host",
          ROOT + ".cli.command",
          ROOT,
          ROOT + ".token",
          ROOT + ".key",
          ROOT + ".authkey",
          ROOT + ".iam",
          ROOT + ".cache",
          ROOT + ".format",
          ROOT + ".store",
          ROOT + ".posix");

  private static final String COMMAND_LINE = ROOT + ".cli..";
  private static final String[] DOMAINS = {ROOT + ".token..", ROOT + ".key..", ROOT + ".authkey.."};

  private static final String[] HIDDEN_LIBRARIES = {"org.bouncycastle..", "tools.jackson.."};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void rooms_ofAllClasses_importOnlyWhatIsBelowThem() {
    classes().should(importOnlyDownwards()).check(CLASSES);
  }

  private static ArchCondition<JavaClass> importOnlyDownwards() {
    return new ArchCondition<>("import only rooms below their own") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        int own = ROOMS.indexOf(item.getPackageName());
        if (own < 0) {
          events.add(SimpleConditionEvent.violated(item, item.getName() + " is in no room"));
        }
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getPackageName();
          boolean ours = target.equals(ROOT) || target.startsWith(ROOT + ".");
          if (ours && ROOMS.indexOf(target) < own) {
            events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
          }
        }
      }
    };
  }

  @Test
  void library_neverDependsOnTheCommandLine() {
    // Nor, therefore, on the exit codes.
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND_LINE)
        .should()
        .dependOnClassesThat(
            resideInAPackage(COMMAND_LINE).or(resideInAnyPackage("picocli..", "org.jline..")))
        .check(CLASSES);
  }

  @Test
  void lineEditor_isKnownToTheShellsPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jline..")
        .check(CLASSES);
  }

  @Test
  void library_neverUsesStreamsEnvironmentOrExitOfTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND_LINE)
        .should()
        .accessTargetWhere(
            describe(
                "it belongs to the process",
                (JavaAccess<?> access) ->
                    (access.getTargetOwner().isAssignableTo(System.class)
                            || access.getTargetOwner().isAssignableTo(Runtime.class))
                        && PROCESS.contains(access.getName())))
        .check(CLASSES);
  }

  @Test
  void domains_neverDependOnEachOther() {
    for (String domain : DOMAINS) {
      for (String other : DOMAINS) {
        if (!other.equals(domain)) {
          noClasses()
              .that()
              .resideInAPackage(domain)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(other)
              .allowEmptyShould(true)
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void store_neverDependsOnADomain() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DOMAINS)
        .check(CLASSES);
  }

  @Test
  void posix_dependsOnNoOtherPackageOfOurs() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".posix..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(DescribedPredicate.not(resideInAPackage(ROOT + ".posix.."))))
        .check(CLASSES);
  }

  @Test
  void posix_isTheOnlyPlaceThatCallsNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".posix..")
        .should()
        .dependOnClassesThat(
            describe(
                "call native code",
                (JavaClass target) ->
                    Set.of("Linker", "SymbolLookup").contains(target.getSimpleName())
                        && target.getPackageName().equals("java.lang.foreign")))
        .check(CLASSES);
  }

  @Test
  void commands_neverTouchFilesCryptographyOrJson() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli.command..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.nio.channels..",
                    "java.security..",
                    "javax.crypto..",
                    "org.bouncycastle..",
                    "tools.jackson..",
                    ROOT + ".posix..")
                .or(describe("open files", ArchitectureTest::opensFiles)))
        .check(CLASSES);
  }

  private static boolean opensFiles(JavaClass target) {
    return target.getName().equals("java.nio.file.Files")
        || (target.getPackageName().equals("java.io")
            && (target.getSimpleName().startsWith("File")
                || target.getSimpleName().equals("RandomAccessFile")));
  }

  @Test
  void commands_ofOneNoun_neverUseThoseOfAnother() {
    DescribedPredicate<JavaClass> commands =
        describe(
            "are the commands of a noun",
            (JavaClass item) -> outermost(item).getSimpleName().endsWith("Commands"));
    classes().that(commands).should(dependOnNoOther(commands)).check(CLASSES);
  }

  private static ArchCondition<JavaClass> dependOnNoOther(DescribedPredicate<JavaClass> kind) {
    return new ArchCondition<>("depend on no other that " + kind.getDescription()) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass();
          if (kind.test(target) && !outermost(target).equals(outermost(item))) {
            events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static JavaClass outermost(JavaClass item) {
    return item.getEnclosingClass().map(ArchitectureTest::outermost).orElse(item);
  }

  @Test
  void signatures_thatArePublic_neverShowBouncyCastleOrJackson() {
    classes()
        .that(describe("are exported", ArchitectureTest::isExported))
        .should(
            new ArchCondition<>("show neither Bouncy Castle nor Jackson") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                signatureTypes(item)
                    .filter(resideInAnyPackage(HIDDEN_LIBRARIES))
                    .forEach(
                        type ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    item, item.getName() + " shows " + type.getName())));
              }
            })
        .check(CLASSES);
  }

  private static Stream<JavaClass> signatureTypes(JavaClass item) {
    List<JavaType> types = new ArrayList<>(item.getInterfaces());
    item.getSuperclass().ifPresent(types::add);
    for (JavaField field : item.getFields()) {
      if (isShown(field.getModifiers())) {
        types.add(field.getType());
      }
    }
    for (JavaCodeUnit method : item.getCodeUnits()) {
      if (isShown(method.getModifiers())) {
        types.add(method.getReturnType());
        types.addAll(method.getParameterTypes());
        types.addAll(method.getExceptionTypes());
        types.addAll(method.getTypeParameters());
      }
    }
    return types.stream().flatMap(type -> type.getAllInvolvedRawTypes().stream());
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isExported(JavaClass item) {
    return item.getModifiers().contains(JavaModifier.PUBLIC)
        && item.getEnclosingClass().map(ArchitectureTest::isExported).orElse(true);
  }

  @Test
  void statics_ofAllClasses_areFinal() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void names_ofClassesAndPackages_sayWhatTheyAre() {
    classes()
        .should(
            new ArchCondition<>("not be named util, common, helper or manager") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                String name = item.getName().toLowerCase(Locale.ROOT);
                if (Stream.of("util", "common", "helper", "manager").anyMatch(name::contains)) {
                  events.add(SimpleConditionEvent.violated(item, item.getName()));
                }
              }
            })
        .check(CLASSES);
  }

  @Test
  void packages_withSources_sayWhatTheyAreFor() throws IOException {
    Path sources = Path.of("src/main/java");
    Set<Path> packages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> packages.add(file.resolveSibling("package-info.java")));
    }

    assertThat(packages).hasSizeGreaterThan(5);
    for (Path info : packages) {
      assertThat(info).content().startsWith("/**").contains("@NullMarked\npackage ");
    }
  }
}
