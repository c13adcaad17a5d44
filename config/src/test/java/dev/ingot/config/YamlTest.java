package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTest {

    @TempDir
    Path folder;

    private static YamlMapping core(String text) {
        return Yaml.parse(text, "a.yml").mapping();
    }

    private static YamlMapping python(String text) {
        return Yaml.parse(text, "schema.yml", YamlFlavor.PYYAML).mapping();
    }

    private static String failure(String text) {
        try {
            Yaml.parse(text, "a.yml");
        } catch (IngotException e) {
            return e.getMessage();
        }
        throw new AssertionError("no problem was found");
    }

    @Test
    void everyNodeKnowsItsPlaceAndItsLine() {
        YamlMapping root = core("name: shop\npipelines:\n  - {from: raw, to: bronze.x}\n");

        YamlSequence pipelines = (YamlSequence) root.find("pipelines").orElseThrow();
        YamlMapping first = (YamlMapping) pipelines.items().get(0);

        assertThat(root.keyPlace("pipelines")).isEqualTo(new Place("a.yml", 2, 1, "pipelines:"));
        assertThat(first.find("to").orElseThrow().place())
                .isEqualTo(new Place("a.yml", 3, 21, "  - {from: raw, to: bronze.x}"));
    }

    @Test
    void ownFilesFollowTheCoreSchema() {
        assertThat(core("{a: yes, b: on, c: True, d: ~, e: 012, f: 0o17, g: 0x1F, h: 1e3, i: .inf, j: 2020-01-01}")
                        .plain()
                        .values())
                .containsExactly(
                        "yes", "on", true, null, 12L, 15L, 31L, 1000.0, Double.POSITIVE_INFINITY, "2020-01-01");
    }

    @Test
    void dbtFilesFollowPyYaml() {
        assertThat(python("[yes, Off, 010, 0o17, 1_000, 12:30, 1e3, 1.5e+3, 1.10, 0b11, 08, -.inf, y]"
                                .replaceFirst("^", "x: "))
                        .find("x")
                        .orElseThrow()
                        .plain())
                .isEqualTo(Arrays.asList(
                        true,
                        false,
                        8L,
                        "0o17",
                        1000L,
                        750L,
                        "1e3",
                        1500.0,
                        1.1,
                        3L,
                        "08",
                        Double.NEGATIVE_INFINITY,
                        "y"));
    }

    /** What PyYAML 6.0.3's safe_load gave for the same text. */
    @Test
    void oddNumbersOfDbtFilesAreWhatPyYamlMakesOfThem() {
        YamlMapping root = python(
                "{a: .5, b: 5., c: +1, d: -0x1f, e: _1, f: 1__0, g: 190:20:30.15, h: nUll, i: '=', j: 2002-1-1, k: oFF}");

        assertThat(root.plain().values())
                .containsExactly(0.5, 5.0, 1L, -31L, "_1", 10L, 685230.15, "nUll", "=", "2002-1-1", "oFF");
    }

    @Test
    void datesOfDbtFilesAreDates() {
        assertThat(python("a: 2020-01-31\nb: 2020-01-31 10:00:00.5\nc: 2020-01-31T10:00:00+02:00\nd: 2020-02-31")
                        .plain()
                        .values())
                .containsExactly(
                        LocalDate.of(2020, 1, 31),
                        LocalDateTime.of(2020, 1, 31, 10, 0, 0, 500_000_000),
                        OffsetDateTime.parse("2020-01-31T10:00:00+02:00"),
                        "2020-02-31");
    }

    @Test
    void quotedAndTaggedScalarsAreText() {
        assertThat(core("a: '12'\nb: \"true\"\nc: !!str 12\nd: |\n  12\n")
                        .plain()
                        .values())
                .containsExactly("12", "true", "12", "12\n");
    }

    @Test
    void theTextOfANumberIsKeptAsWritten() {
        YamlScalar scalar = (YamlScalar) core("zip: 01234").find("zip").orElseThrow();

        assertThat(scalar.text()).isEqualTo("01234");
        assertThat(scalar.plain()).isEqualTo(1234L);
    }

    @Test
    void largeIntegersAreExact() {
        assertThat(core("a: 123456789012345678901234567890").plain())
                .containsEntry("a", new BigInteger("123456789012345678901234567890"));
    }

    @Test
    void mergeKeysGiveWayToOwnKeysAndEarlierBlocksWin() {
        YamlMapping root = core("""
                one: &one {a: 1, b: 1}
                two: &two {b: 2, c: 2}
                both:
                  <<: [*one, *two]
                  a: own
                """);

        assertThat(root.plain().get("both")).isEqualTo(Map.of("a", "own", "b", 1L, "c", 2L));
    }

    @Test
    void anAliasRepeatsItsAnchorWithThePlaceOfTheAnchor() {
        YamlMapping root = core("x: &x [1]\ny: *x\n");

        assertThat(root.plain()).containsEntry("y", List.of(1L));
        assertThat(root.find("y").orElseThrow().place().line()).isEqualTo(1);
    }

    @Test
    void anEmptyFileIsAnEmptyBlock() {
        assertThat(core("").isEmpty()).isTrue();
        assertThat(core("# only a comment\n").isEmpty()).isTrue();
        assertThat(core("---\n").isEmpty()).isTrue();
    }

    @Test
    void aListAtTheRootIsNoBlock() {
        assertThatThrownBy(() -> core("- a\n")).hasMessage("""
                        INGOT-YAML-009: The file holds a list, not a block of keys.
                          --> a.yml:1:1
                          1 | - a
                            | ^
                          fix: Start it with a key, for example 'version: 2'.
                        """);
    }

    @Test
    void allDuplicateKeysAndUnknownAnchorsAreToldAtOnce() {
        assertThat(failure("name: a\nto: &target x\nname: b\nat: *targte\nto: c\n"))
                .isEqualTo("""
                        INGOT-YAML-005: The key 'name' is written twice.
                          --> a.yml:3:1
                          3 | name: b
                            | ^
                          why: It stands first in line 1, column 1.
                          fix: Remove one of the two.

                        INGOT-YAML-006: There is no anchor '&targte' above this alias.
                          --> a.yml:4:5
                          4 | at: *targte
                            |     ^
                          fix: Did you mean 'target'?

                        INGOT-YAML-005: The key 'to' is written twice.
                          --> a.yml:5:1
                          5 | to: c
                            | ^
                          why: It stands first in line 2, column 1.
                          fix: Remove one of the two.
                        """);
    }

    @Test
    void inDbtFilesTheLastOfTwoKeysCountsWithAWarning() {
        YamlDocument document = Yaml.parse("a: 1\na: 2\n", "schema.yml", YamlFlavor.PYYAML);

        assertThat(document.mapping().plain()).isEqualTo(Map.of("a", 2L));
        assertThat(document.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.what()).isEqualTo("The key 'a' is written twice."));
    }

    @Test
    void aTabIsCalledATab() {
        assertThat(failure("a:\n\tb: 1\n")).isEqualTo("""
                        INGOT-YAML-004: A tab is used for indentation.
                          --> a.yml:2:1
                          2 |  b: 1
                            | ^
                          why: YAML allows only spaces before the first character of a line.
                          fix: Replace the tab by spaces.
                        """);
    }

    @Test
    void anOpenQuoteIsShownWhereItOpens() {
        assertThat(failure("a: 1\nb: \"text\nc: 2\n")).startsWith("""
                        INGOT-YAML-003: The quote that opens here is not closed.
                          --> a.yml:2:4
                          2 | b: "text
                            |    ^
                        """);
    }

    @Test
    void anOpenBracketIsShownWhereItOpens() {
        assertThat(failure("a: [1, 2\nb: 3\n")).startsWith("""
                        INGOT-YAML-003: The bracket that opens here is not closed.
                          --> a.yml:1:4
                          1 | a: [1, 2
                            |    ^
                        """);
    }

    @Test
    void aColonInAValueIsExplained() {
        assertThat(failure("description: note: this fails\n")).isEqualTo("""
                        INGOT-YAML-003: A key cannot start here.
                          --> a.yml:1:18
                          1 | description: note: this fails
                            |                  ^
                          why: Either the line is indented differently from its neighbours, or the value holds ': '.
                          fix: Line the keys up, or put the value in quotes.
                        """);
    }

    @Test
    void wrongIndentationPointsToTheBlock() {
        assertThat(failure("a:\n  b: 1\n c: 2\n")).isEqualTo("""
                        INGOT-YAML-003: This line does not line up with the block that it belongs to.
                          --> a.yml:3:2
                          3 |  c: 2
                            |  ^
                          why: The block starts in line 1, column 1.
                          fix: Indent it like the first line of the block.
                        """);
    }

    @Test
    void unquotedJinjaIsToldToBeQuoted() {
        assertThat(failure("schema: {{ target.schema }}\n")).isEqualTo("""
                        INGOT-YAML-007: A key must be a single word or text, not a block of keys.
                          --> a.yml:1:10
                          1 | schema: {{ target.schema }}
                            |          ^
                          why: An unquoted '{' starts a block of keys.
                          fix: Put the whole value in quotes: "{{ ... }}".
                        """);
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(failure("a: 1\n---\nb: 2\n"))
                .contains("A second document starts here")
                .contains("a.yml:2:1");
    }

    @Test
    void anUnknownTagIsRefused() {
        assertThat(failure("a: !env HOME\n")).contains("INGOT-YAML-007: The tag '!env' is not known.");
    }

    @Test
    void aliasesThatGrowWithoutBoundAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " [" + String.join(" , ", java.util.Collections.nCopies(10, alias))
                    + " ]\n");
        }

        assertThat(failure(text.toString()))
                .contains("INGOT-YAML-008: The aliases unfold to more than 2000000 values.");
    }

    @Test
    void anAliasInsideItsOwnBlockIsRefused() {
        assertThat(failure("a: &a\n  b: *a\n"))
                .contains("INGOT-YAML-006: '*a' stands inside the block that it repeats.");
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(failure("[".repeat(500) + "]".repeat(500))).contains("nested more than 200 deep");
    }

    @Test
    void aMissingFileIsAProblem() {
        assertThatThrownBy(() -> Yaml.read(folder.resolve("none.yml"), "none.yml"))
                .hasMessage("INGOT-YAML-001: Cannot read none.yml: there is no such file.\n  --> none.yml\n");
        assertThatThrownBy(() -> Yaml.read(folder, "folder")).hasMessageContaining("it is a folder");
    }

    @Test
    void byteOrderMarksAndUtf16AreUnderstood() throws Exception {
        Path utf8 = Files.writeString(folder.resolve("utf8.yml"), "\uFEFFa: ä\n");
        Path utf16 = Files.write(folder.resolve("utf16.yml"), "\uFEFFa: ä\n".getBytes(StandardCharsets.UTF_16LE));

        assertThat(Yaml.read(utf8, "utf8.yml").mapping().plain()).isEqualTo(Map.of("a", "ä"));
        assertThat(Yaml.read(utf16, "utf16.yml").mapping().plain()).isEqualTo(Map.of("a", "ä"));
    }

    @Test
    void textThatIsNotUtf8SaysInWhichLine() throws Exception {
        Path file = Files.write(folder.resolve("latin.yml"), "a: 1\nb: ä\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Yaml.read(file, "latin.yml"))
                .hasMessage(
                        "INGOT-YAML-002: This line is not valid UTF-8 text.\n  --> latin.yml:2\n  fix: Save the file as UTF-8.\n");
    }

    @Test
    void controlCharactersAreRefusedWithTheirPlace() {
        assertThat(failure("a: 1\nb: x\u0001y\n"))
                .contains("INGOT-YAML-002: The character U+0001 is not allowed in YAML.\n  --> a.yml:2:5");
    }

    @Test
    void windowsLineEndsCountOnce() {
        assertThat(core("a: 1\r\nb: 2\r\n").keyPlace("b")).isEqualTo(new Place("a.yml", 2, 1, "b: 2"));
    }
}
