package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public types, so that one more, or one less, is a decision and not an accident. */
class ExportedTypesTest {

  private static final List<String> EXPORTED =
      List.of(
          "AttachedCaches",
          "Latchkey",
          "Latchkey$Builder",
          "authkey.AuthKeyRepository",
          "authkey.AuthKeyStatus",
          "authkey.AuthKeyStatus$Key",
          "authkey.KeyAlgorithm",
          "authkey.Rotation",
          "authkey.RotationReason",
          "authkey.TicketSigner",
          "authkey.TicketTimes",
          "authkey.TicketVerification",
          "authkey.TicketVerification$Reason",
          "authkey.TicketVerification$Refused",
          "authkey.TicketVerification$Valid",
          "authkey.TicketVerifier",
          "authkey.UnverifiedTicket",
          "authkey.VerifiedTicket",
          "authkey.VerifiedTicket$SignedWith",
          "cache.AttachedProcess",
          "cache.Attachment",
          "cache.CacheControl",
          "cache.CacheCounters",
          "cache.CacheName",
          "cache.CacheSettings",
          "cache.CacheStatus",
          "cache.Invalidation",
          "cache.InvalidationFollower",
          "cache.InvalidationReport",
          "cache.InvalidationReport$ProcessReport",
          "cache.InvalidationReport$Status",
          "cache.Memory",
          "cache.Scope",
          "cache.Selector",
          "cache.SwrCache",
          "cache.SwrCache$Loader",
          "cli.AotTraining",
          "cli.Main",
          "cli.command.Answer",
          "cli.command.Answer$Field",
          "cli.command.Argument",
          "cli.command.CommandException",
          "cli.command.ExitCode",
          "cli.command.Expiry",
          "cli.command.Invocation",
          "cli.command.Noun",
          "cli.command.Verb",
          "iam.AuthCaches",
          "iam.AuthorizationStore",
          "iam.CatalogChange",
          "iam.CatalogChange$AccessKeyChanged",
          "iam.CatalogChange$AccountDeleted",
          "iam.CatalogChange$GroupDeleted",
          "iam.CatalogChange$GroupMembershipChanged",
          "iam.CatalogChange$GroupPolicyChanged",
          "iam.CatalogChange$ResourceTagsChanged",
          "iam.CatalogChange$RoleBoundaryChanged",
          "iam.CatalogChange$RoleDeleted",
          "iam.CatalogChange$RolePolicyChanged",
          "iam.CatalogChange$RoleSessionIssued",
          "iam.CatalogChange$RoleTagsChanged",
          "iam.CatalogChange$TableChanged",
          "iam.CatalogChange$TableCreatedOrDeleted",
          "iam.CatalogChange$UserBoundaryChanged",
          "iam.CatalogChange$UserDeleted",
          "iam.CatalogChange$UserPolicyChanged",
          "iam.CatalogChange$UserTagsChanged",
          "iam.Credential",
          "iam.CredentialStore",
          "iam.JsonCatalog",
          "iam.Policy",
          "iam.Policy$Effect",
          "iam.Policy$Statement",
          "iam.Principal",
          "iam.Principal$Role",
          "iam.Principal$User",
          "iam.RoleKey",
          "iam.SessionData",
          "iam.TableKey",
          "iam.TableKeyInfo",
          "iam.TableKeyInfo$AttributeType",
          "iam.TableKeyInfo$KeyAttribute",
          "iam.TableKeyInfoStore",
          "iam.UserKey",
          "iam.WriteThrough",
          "key.EncryptionKey",
          "key.EncryptionKey$State",
          "key.EncryptionKeyRepository",
          "key.Fingerprint",
          "key.Kdf",
          "key.KeyFinding",
          "key.KeyFinding$Kind",
          "key.KeyFormat",
          "key.KeyId",
          "key.KeyInput",
          "key.KeyUpdate",
          "key.Protection",
          "posix.Crypt",
          "posix.FileStatus",
          "posix.Flock",
          "store.Actor",
          "store.AlreadyExistsException",
          "store.BusyException",
          "store.ConfigDirectory",
          "store.ConfigStore",
          "store.CorruptFileException",
          "store.CorruptFileException$Problem",
          "store.FileImage",
          "store.FileStamp",
          "store.FileTransaction",
          "store.Generation",
          "store.GenerationSource",
          "store.HeldLock",
          "store.InvalidationCounter",
          "store.InvalidationCounter$Place",
          "store.JsonReader",
          "store.JsonReader$Content",
          "store.JsonReader$Property",
          "store.LatchkeyException",
          "store.LockHolder",
          "store.LockName",
          "store.NotFoundException",
          "store.ParsedFile",
          "store.ParsedFile$Parser",
          "store.RandomSource",
          "store.RefusedException",
          "store.RefusedException$Reason",
          "store.Rfc3339",
          "store.RunFiles",
          "store.SafeId",
          "store.Secret",
          "store.Secret$Use",
          "store.SectionConfig",
          "store.Subject",
          "store.UnavailableException",
          "token.IssuedToken",
          "token.Token",
          "token.TokenId",
          "token.TokenRepository",
          "token.TokenSettings",
          "token.TokenState",
          "token.TokenUpdate",
          "token.TokenVerifier",
          "token.UserId",
          "token.Verification",
          "token.Verification$Reason",
          "token.Verification$Refused",
          "token.Verification$Valid");

  @Test
  void types_thatArePublic_areTheseOnes() {
    List<String> found =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.latchkey")
                .stream()
                .filter(ExportedTypesTest::isExported)
                .map(type -> type.getName().substring("dev.latchkey.".length()))
                .sorted()
                .toList();

    assertThat(found).containsExactlyElementsOf(EXPORTED);
  }

  private static boolean isExported(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ExportedTypesTest::isExported).orElse(true);
  }
}
