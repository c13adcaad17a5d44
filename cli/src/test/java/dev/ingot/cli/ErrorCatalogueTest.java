package dev.ingot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorCatalogueTest {

    @Test
    void everyModuleThatCanFailHasItsCodes() {
        Set<String> modules = ErrorCatalogue.enums().stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toSet());

        assertThat(modules)
                .containsExactlyInAnyOrder(
                        "cdc",
                        "cli",
                        "config",
                        "core",
                        "delta",
                        "embedded",
                        "files",
                        "lake",
                        "metadata",
                        "models",
                        "notify",
                        "sql");
    }

    @Test
    void idsAreWellFormed() {
        assertThat(ErrorCatalogue.codes()).extracting(ErrorCode::id).allMatch(id -> id.matches("INGOT-[A-Z]+-\\d{3}"));
    }

    @Test
    void noTwoCodesShareAnId() {
        assertThat(ErrorCatalogue.codes()).extracting(ErrorCode::id).doesNotHaveDuplicates();
    }

    @Test
    void eachAreaBelongsToOneEnum() {
        Map<String, Set<String>> owners = new TreeMap<>();
        for (Class<?> type : ErrorCatalogue.enums()) {
            ErrorCatalogue.codes(type)
                    .forEach(code -> owners.computeIfAbsent(code.id().split("-")[1], any -> new TreeSet<>())
                            .add(type.getName()));
        }

        assertThat(owners)
                .allSatisfy((area, enums) -> assertThat(enums).as(area).hasSize(1));
    }

    @Test
    void everyCodeIsExplainedInSentences() {
        assertThat(ErrorCatalogue.codes()).allSatisfy(code -> {
            assertThat(code.title()).as(code.id()).matches(".{5,}[^.]");
            assertThat(code.explanation()).as(code.id()).matches("(?s).{20,}[.?)]");
        });
    }

    @Test
    void onlyNotesAboutFilesLeaveTheExitCodeAlone() {
        assertThat(ErrorCatalogue.codes())
                .filteredOn(code -> code.exit() == ExitCode.OK)
                .extracting(ErrorCode::id)
                .containsExactly("INGOT-FILE-014", "INGOT-FILE-015", "INGOT-FILE-017");
    }

    @Test
    void aDefectNeverLooksLikeAMistakeOfTheUser() {
        assertThat(ErrorCatalogue.codes())
                .filteredOn(code -> code.kind() == ErrorKind.INTERNAL)
                .noneMatch(code -> code.exit() == ExitCode.USAGE);
    }
}
