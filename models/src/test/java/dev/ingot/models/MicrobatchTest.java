package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicrobatchTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void project() {
        project = TestProject.named(folder, "shop")
                .file(
                        "models/sources.yml",
                        "sources: [{name: raw, tables: [{name: events, config: {event_time: happened}}, {name: names}]}]")
                .file("models/daily.sql", """
                        {{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day',
                                  batch_size='day', begin='2026-11-17', lookback=1) }}
                        select cast(min(happened) as date) as day, count(*) as n, '{{ model.batch.id }}' as batch
                        from {{ source('raw', 'events') }} group by cast(happened as date)""")
                .table("raw", "names", "select 1 as id");
        arrive("('2026-11-16 23:59:59'), ('2026-11-17 01:00:00'), ('2026-11-19 00:00:00'), ('2026-11-20 08:00:00')");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private void arrive(String rows) {
        project.table(
                "raw",
                "events",
                "select cast(happened as timestamp) as happened from (values " + rows + ") t(happened)");
    }

    private void build(Instant from, Instant until) {
        project.environment(
                project.environment().withFlags(new Environment.Flags(false, false, false, from, until, null)));
        project.buildAll();
    }

    @Test
    void theFirstBuildTakesEveryBatchFromItsBeginAndNothingBefore() {
        project.buildAll();

        assertThat(project.rows("select day, n, batch from main.daily order by 1"))
                .containsExactly("2026-11-17|1|20261117", "2026-11-19|1|20261119", "2026-11-20|1|20261120");
    }

    @Test
    void laterBuildsReplaceTheBatchOfTodayAndThoseToLookBackTo() {
        project.buildAll();
        arrive("('2026-11-17 01:00:00'), ('2026-11-17 02:00:00'), ('2026-11-19 02:00:00'), ('2026-11-19 03:00:00'),"
                + " ('2026-11-20 09:00:00')");

        project.buildAll();

        assertThat(project.rows("select day, n from main.daily order by 1"))
                .as("the 17th is older than the lookback")
                .containsExactly("2026-11-17|1", "2026-11-19|2", "2026-11-20|1");
        assertThat(project.counts("daily").law())
                .as("without a key nothing says that the 19th is the same row")
                .isEqualTo("read 3 = 1 inserted + 1 deleted + 1 unchanged");
    }

    @Test
    void theCommandLineSaysWhichBatchesAreBuiltAgain() {
        project.buildAll();
        arrive("('2026-11-17 01:00:00'), ('2026-11-17 02:00:00'), ('2026-11-19 02:00:00'), ('2026-11-19 03:00:00')");

        build(Instant.parse("2026-11-17T00:00:00Z"), Instant.parse("2026-11-18T00:00:00Z"));

        assertThat(project.rows("select day, n from main.daily order by 1"))
                .containsExactly("2026-11-17|2", "2026-11-19|1", "2026-11-20|1");
    }

    @Test
    void referencesWithoutAnEventTimeAndRenderedOnesAreReadWhole() {
        project.file("models/daily.sql", """
                {{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day',
                          batch_size='month', begin='2026-11-01') }}
                select date '2026-11-01' as day, (select count(*) from {{ source('raw', 'names') }}) as names,
                       (select count(*) from {{ source('raw', 'events').render() }}) as events,
                       (select count(*) from {{ source('raw', 'events') }}) as batch""");
        arrive("('2026-10-01 00:00:00'), ('2026-11-02 00:00:00')");
        project.buildAll();

        assertThat(project.rows("select names, events, batch from main.daily")).containsExactly("1|2|1");
    }

    @Test
    void whatIsMissingIsNamed() {
        project.file("models/daily.sql", """
                {{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day',
                          batch_size='week', begin='2026-11-01') }}
                select 1 as day""");

        assertThatThrownBy(project::buildAll)
                .hasMessageContaining("'week' is no batch_size: it is hour, day, month or year (model 'daily')")
                .hasMessageContaining("models/daily.sql:2");
    }

    @Test
    void anEmptyBuildHasTheColumnsAndNoRows() {
        project.file(
                "models/all_events.sql",
                "{{ config(materialized='table') }} select * from {{ source('raw', 'events') }}");
        project.environment(
                project.environment().withFlags(new Environment.Flags(true, false, false, null, null, null)));
        project.buildAll();

        assertThat(project.rows("select count(*) from main.all_events")).containsExactly("0");
    }

    @Test
    void aSampleTakesTheLastPartOfWhatHasAnEventTime() {
        project.file(
                "models/all_events.sql",
                "{{ config(materialized='table') }} select * from {{ source('raw', 'events') }}");
        project.environment(project.environment()
                .withFlags(
                        new Environment.Flags(false, false, false, null, null, Instant.parse("2026-11-18T10:00:00Z"))));
        project.buildAll();

        assertThat(project.rows("select count(*) from main.all_events")).containsExactly("2");
    }
}
