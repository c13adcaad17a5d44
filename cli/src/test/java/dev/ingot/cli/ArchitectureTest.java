package dev.ingot.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the modules, as ARCHITECTURE.md draws them, and a few rules for all code. */
class ArchitectureTest {

    private static final int MOST_LINES = 600;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.ingot");

    /**
     * A module and all that its code may name beside itself and the JDK.
     *
     * @param modules other modules of Ingot, by the last part of their package
     * @param libraries packages of libraries
     */
    private record Room(String name, List<String> modules, List<String> libraries) {
        @Override
        public String toString() {
            return name;
        }

        String packages() {
            return "dev.ingot." + name + "..";
        }

        String[] allowed() {
            List<String> allowed =
                    new ArrayList<>(List.of(packages(), "java..", "javax..", "org.jspecify.annotations"));
            modules.forEach(module -> allowed.add("dev.ingot." + module + ".."));
            allowed.addAll(libraries);
            return allowed.toArray(String[]::new);
        }
    }

    private static final String JSON = "com.fasterxml.jackson..";
    private static final String LOG = "org.slf4j..";

    static Stream<Room> rooms() {
        return Stream.of(
                new Room("api", List.of(), List.of()),
                new Room("jinja", List.of(), List.of()),
                new Room("embedded", List.of("api"), List.of("org.tukaani.xz..")),
                new Room("examples", List.of(), List.of("org.postgresql..")),
                new Room("config", List.of("api"), List.of("org.yaml.snakeyaml..", JSON)),
                new Room("delta", List.of("api"), List.of("io.delta.kernel..", JSON, LOG)),
                new Room("sql", List.of("api"), List.of(LOG)),
                new Room("postgres", List.of("api", "sql"), List.of("org.postgresql..", LOG)),
                new Room(
                        "lake",
                        List.of("api", "delta", "sql"),
                        List.of("org.duckdb..", "com.github.luben.zstd..", JSON, LOG)),
                new Room("lineage", List.of("api"), List.of("org.duckdb..", JSON)),
                new Room("files", List.of("api"), List.of("com.github.luben.zstd..", JSON)),
                new Room(
                        "cdc",
                        List.of("api"),
                        List.of(
                                "org.postgresql..",
                                "org.mariadb.jdbc..",
                                "com.github.shyiko.mysql.binlog..",
                                "com.github.luben.zstd..",
                                JSON)),
                new Room("notify", List.of("api"), List.of("jakarta.mail..", "org.eclipse.angus..", JSON)),
                new Room("core", List.of("api", "config", "jinja"), List.of(LOG)),
                new Room(
                        "metadata",
                        List.of("core", "config", "api"),
                        List.of("org.sqlite..", "org.flywaydb.core..", JSON, LOG)),
                new Room("models", List.of("api", "config", "core", "jinja"), List.of(JSON, LOG)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rooms")
    void aModuleNamesOnlyWhatStandsAboveIt(Room room) {
        classes()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(room.allowed())
                .check(CODE);
    }

    @Test
    void everyModuleOfTheProgramHasItsArrowsStated() {
        // The cli may use everything; testing is on the class path of tests only.
        Set<String> stated = new TreeSet<>(rooms().map(Room::name).toList());
        stated.addAll(List.of("cli", "testing"));
        Set<String> present = new TreeSet<>();
        CODE.forEach(type -> present.add(type.getPackageName().split("\\.")[2]));

        assertThat(present).isEqualTo(stated);
    }

    @Test
    void whatIsInternalIsUsedByItsOwnModuleOnly() {
        DescribedPredicate<JavaClass> internal = DescribedPredicate.describe(
                "internal", type -> type.getPackageName().contains(".internal"));
        for (String module : rooms().map(Room::name).toList()) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.ingot." + module + "..")
                    .should()
                    .dependOnClassesThat(
                            internal.and(JavaClass.Predicates.resideInAPackage("dev.ingot." + module + "..")))
                    .check(CODE);
        }
    }

    @Test
    void onlyTheCliSpeaksToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ingot.cli..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CODE);
    }

    @Test
    void onlyTheCliEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ingot.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CODE);
    }

    @Test
    void nobodyAsksTheMachineForTheTimeExceptThroughAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(CODE);
    }

    @Test
    void onlyTheCliChoosesTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ingot.cli..")
                .should()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(CODE);
    }

    @Test
    void noClassIsTooLongToRead() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Repository.javaFiles()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                tooLong.add(Repository.root().relativize(file) + " has " + lines + " lines");
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void nobodySleeps() throws IOException {
        Pattern sleep = Pattern.compile("Thread\\s*\\.\\s*sleep|TimeUnit\\.[A-Z]+\\.sleep");
        List<String> sleepers = new ArrayList<>();
        for (Path file : Repository.javaFiles()) {
            if (sleep.matcher(Files.readString(file)).find()) {
                sleepers.add(Repository.root().relativize(file).toString());
            }
        }

        assertThat(sleepers).isEmpty();
    }
}
