package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link ChangesContract} says of several tables that are read from one connection. */
abstract class SharedReadings extends FirstReadings {

    /** Tables a, b and c with the row 1, which are read from one connection. */
    private Map<String, Follower> several() {
        Map<String, Follower> tables = new HashMap<>();
        for (String name : List.of("a", "b", "c")) {
            execute("CREATE TABLE " + name + " (id int PRIMARY KEY)", "INSERT INTO " + name + " VALUES (1)");
            tables.put(name, follow(name));
        }
        return tables;
    }

    /** A run over these of them. */
    private static void begin(Source source, Map<String, Follower> tables, String... now) {
        List<ReadRequest> reading = new ArrayList<>();
        List<ReadRequest> others = new ArrayList<>();
        tables.forEach((name, table) -> (List.of(now).contains(name) ? reading : others).add(table.request(false)));
        source.begin(() -> new Source.Outlook(reading, others));
    }

    private static List<String> take(Source source, Map<String, Follower> tables, String name) {
        return Objects.requireNonNull(tables.get(name)).take(source);
    }

    private static void runAll(Source source, Map<String, Follower> tables) {
        begin(source, tables, "a", "b", "c");
        List.of("a", "b", "c").forEach(name -> take(source, tables, name));
    }

    @Test
    void severalTablesAreReadTogetherInAnyOrder() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            execute(
                    "START TRANSACTION",
                    "INSERT INTO a VALUES (2)",
                    "INSERT INTO b VALUES (2), (3)",
                    "DELETE FROM c",
                    "COMMIT");

            begin(source, tables, "a", "b", "c");

            assertThat(take(source, tables, "b")).containsExactly("c2", "c3");
            assertThat(take(source, tables, "c")).containsExactly("d1");
            assertThat(take(source, tables, "a")).containsExactly("c2");
        }
    }

    @Test
    void aTableThatARunLeavesOutGetsItsChangesLater() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            execute("INSERT INTO a VALUES (2)", "INSERT INTO b VALUES (2)");
            begin(source, tables, "a");
            assertThat(take(source, tables, "a")).containsExactly("c2");
            execute("INSERT INTO b VALUES (3)", "INSERT INTO a VALUES (3)");

            begin(source, tables, "b", "a");

            assertThat(take(source, tables, "b")).containsExactly("c2", "c3");
            assertThat(take(source, tables, "a")).containsExactly("c3");
        }
    }

    @Test
    void whatALoadDidNotCommitComesAgainAndNothingElse() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            execute("INSERT INTO a VALUES (2)", "INSERT INTO b VALUES (2)");
            begin(source, tables, "a", "b");
            Follower a = Objects.requireNonNull(tables.get("a"));
            assertThat(a.takeAndFail(source)).containsExactly("c2");
            assertThat(take(source, tables, "b")).containsExactly("c2");
            assertThat(a.takeAndFail(source)).as("tried again in the same run").containsExactly("c2");
            execute("INSERT INTO a VALUES (3)");

            begin(source, tables, "a", "b");

            assertThat(take(source, tables, "a")).containsExactly("c2", "c3");
            assertThat(take(source, tables, "b")).isEmpty();
        }
    }

    @Test
    void anotherProcessGoesOnWhereTheTablesStand() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            execute("INSERT INTO a VALUES (2)", "INSERT INTO b VALUES (2)");
            begin(source, tables, "a", "b");
            take(source, tables, "a");
        }
        try (Source source = open()) {
            begin(source, tables, "a", "b", "c");

            assertThat(take(source, tables, "a")).isEmpty();
            assertThat(take(source, tables, "b")).containsExactly("c2");
        }
    }

    @Test
    void aTableThatIsAddedLaterIsReadAsItIsThenWithTheOthers() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            begin(source, tables, "a");
            take(source, tables, "a");
            execute("INSERT INTO a VALUES (2)", "INSERT INTO b VALUES (2)");

            begin(source, tables, "a", "b");
            assertThat(take(source, tables, "b")).containsExactly("r1", "r2");
            assertThat(take(source, tables, "a")).containsExactly("c2");
            execute("INSERT INTO a VALUES (3)", "INSERT INTO b VALUES (3)");

            begin(source, tables, "a", "b");
            assertThat(take(source, tables, "a")).containsExactly("c3");
            assertThat(take(source, tables, "b")).containsExactly("c3");
        }
    }

    @Test
    void whatIsMoreThanMayWaitIsReadAsItIsTaken() {
        options.putAll(Map.of("max_waiting_bytes", 1_000L, "max_batch_rows", 5L));
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            for (int i = 10; i < 400; i += 10) {
                String rows = IntStream.range(i, i + 10)
                        .mapToObj(id -> "(" + id + ")")
                        .collect(Collectors.joining(", "));
                execute("INSERT INTO a VALUES " + rows, "INSERT INTO b VALUES " + rows);
            }

            begin(source, tables, "a", "b");

            assertThat(take(source, tables, "b"))
                    .hasSize(390)
                    .startsWith("c10", "c11")
                    .endsWith("c399");
            assertThat(take(source, tables, "a"))
                    .hasSize(390)
                    .startsWith("c10", "c11")
                    .endsWith("c399");
            tables.forEach(
                    (name, table) -> assertThat(table.placesTwice()).as(name).isEmpty());
        }
    }

    @Test
    void aDatabaseWhereNothingIsWrittenIsQuiet() {
        Map<String, Follower> tables = several();
        try (Source source = open()) {
            runAll(source, tables);
            assertThat(source.isQuiet())
                    .as("what changed during the first reading is to come")
                    .isFalse();
            runAll(source, tables);
            assertThat(source.isQuiet()).isTrue();

            execute("INSERT INTO b VALUES (2)");
            assertThat(source.isQuiet()).isFalse();

            runAll(source, tables);
            assertThat(source.isQuiet()).isTrue();
        }
    }
}
