package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void source() {
        project = TestProject.named(folder, "shop")
                .file("models/sources.yml", """
                        sources:
                          - name: raw
                            tables:
                              - name: events
                        """)
                .table("raw", "events", "select * from (values (1, 'a', 10), (2, 'b', 20)) t(id, name, n)");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private void model(String config) {
        project.file("models/events.sql", "{{ config(materialized='incremental', " + config + """
                        ) }}
                        select id, name, n from {{ source('raw', 'events') }}
                        {% if is_incremental() %}where n > (select max(n) from {{ this }}){% endif %}
                        """);
    }

    private void arrive(String rows) {
        project.table("raw", "events", "select * from (values " + rows + ") t(id, name, n)");
    }

    @Test
    void theFirstBuildTakesEverythingAndTheSecondOnlyWhatIsNew() {
        model("incremental_strategy='append'");
        project.buildAll();
        assertThat(project.rows("select id from main.events order by 1")).containsExactly("1", "2");

        arrive("(1, 'changed', 10), (2, 'b', 20), (3, 'c', 30)");
        project.buildAll();

        assertThat(project.rows("select id, name from main.events order by 1")).containsExactly("1|a", "2|b", "3|c");
    }

    @Test
    void withAKeyOldRowsAreReplaced() {
        model("unique_key='id'");
        project.buildAll();
        arrive("(2, 'new', 21), (3, 'c', 30)");
        project.buildAll();

        assertThat(project.rows("select id, name, n from main.events order by 1"))
                .containsExactly("1|a|10", "2|new|21", "3|c|30");
    }

    @Test
    void changedKeysAreBuiltAnewAndThoseWithoutRowsAreGone() {
        project.file("models/events.sql", """
                {{ config(
                    materialized='incremental', unique_key='name',
                    changed_keys="select 'a' as name union all select 'b' where 1 = (select count(*) from {{ this }} where id = 2)"
                ) }}
                select id, name, n from {{ source('raw', 'events') }}
                {% if is_incremental() %}where name in (select name from changed_keys){% endif %}
                """);
        arrive("(1, 'a', 10), (2, 'b', 20), (3, 'b', 30), (4, 'c', 40)");
        project.buildAll();
        arrive("(5, 'a', 11), (6, 'a', 12), (4, 'c', 41)");
        project.buildAll();

        assertThat(project.rows("select id, name, n from main.events order by 1"))
                .as("a has other rows, b none, and c was not said to have changed")
                .containsExactly("4|c|40", "5|a|11", "6|a|12");
        assertThat(project.counts("events").law()).isEqualTo("read 4 = 1 inserted + 1 updated + 2 deleted");
    }

    @Test
    void changedKeysNeedAKey() {
        model("changed_keys='select 1 as id'");
        project.buildAll();

        assertThatThrownBy(project::buildAll).hasMessageContaining("'changed_keys' needs a 'unique_key'");
    }

    @Test
    void aFailureOfChangedKeysIsToldAsTheirs() {
        model("unique_key='id', changed_keys='select nothing as id from ' ~ this");
        project.buildAll();

        assertThatThrownBy(project::buildAll)
                .hasMessageContaining("The changed_keys of model 'events' failed: ")
                .hasMessageContaining("\"nothing\" not found");
    }

    @Test
    void mergeSetsOnlyTheColumnsThatAreNamed() {
        model("unique_key='id', incremental_strategy='merge', merge_update_columns=['n']");
        project.buildAll();
        arrive("(2, 'new', 21)");
        project.buildAll();

        assertThat(project.rows("select id, name, n from main.events order by 1"))
                .containsExactly("1|a|10", "2|b|21");
    }

    @Test
    void mergeLeavesExcludedColumnsAlone() {
        model("unique_key='id', incremental_strategy='merge', merge_exclude_columns=['n']");
        project.buildAll();
        arrive("(2, 'new', 21)");
        project.buildAll();

        assertThat(project.rows("select id, name, n from main.events order by 1"))
                .containsExactly("1|a|10", "2|new|20");
    }

    @Test
    void aFullRefreshRebuildsUnlessTheModelForbidsIt() {
        model("unique_key='id'");
        project.buildAll();
        arrive("(9, 'only', 1)");
        project.buildAll(true);
        assertThat(project.rows("select id from main.events")).containsExactly("9");

        model("unique_key='id', full_refresh=false");
        arrive("(10, 'more', 2)");
        project.buildAll(true);
        assertThat(project.rows("select id from main.events order by 1")).containsExactly("9", "10");
    }

    @Test
    void newColumnsAreAppendedWhenTheModelSaysSo() {
        model("unique_key='id', on_schema_change='append_new_columns'");
        project.buildAll();
        project.file("models/events.sql", """
                {{ config(materialized='incremental', unique_key='id', on_schema_change='append_new_columns') }}
                select id, name, n, true as fresh from {{ source('raw', 'events') }}
                """);
        arrive("(2, 'b', 20)");
        project.buildAll();

        assertThat(project.rows("select id, fresh from main.events order by 1")).containsExactly("1|null", "2|true");
    }

    @Test
    void insertOverwriteReplacesThePartitionsThatTheSelectHasRowsOf() {
        project.file("models/events.sql", """
                {{ config(materialized='incremental', incremental_strategy='insert_overwrite', partition_by='name') }}
                select id, name, n from {{ source('raw', 'events') }}""");
        project.buildAll();
        arrive("(7, 'b', 70), (8, 'c', 80)");
        project.buildAll();

        assertThat(project.rows("select id, name from main.events order by 1")).containsExactly("1|a", "7|b", "8|c");
    }

    @Test
    void insertOverwriteWithoutPartitionsReplacesTheTable() {
        model("incremental_strategy='insert_overwrite'");
        project.buildAll();
        arrive("(3, 'c', 30)");
        project.buildAll();

        assertThat(project.rows("select id from main.events")).containsExactly("3");
    }

    @Test
    void aSnapshotKeepsTheHistoryOfChangedRows() {
        project.file("snapshots/events.sql", """
                {% snapshot events_history %}
                {{ config(target_schema='history', unique_key='id', strategy='check', check_cols=['name']) }}
                select id, name from {{ source('raw', 'events') }}
                {% endsnapshot %}
                """);
        project.buildAll();
        arrive("(1, 'a', 10), (2, 'changed', 20)");
        project.buildAll();

        assertThat(project.rows("select id, name, dbt_valid_to is null from history.events_history order by id, name"))
                .containsExactly("1|a|true", "2|b|false", "2|changed|true");
    }

    @Test
    void aSnapshotInYamlReadsItsRelation() {
        project.file("snapshots/history.yml", """
                snapshots:
                  - name: events_history
                    relation: source('raw', 'events')
                    config:
                      unique_key: id
                      strategy: check
                      check_cols: all
                """);
        project.buildAll();

        assertThat(project.rows("select count(*) from main.events_history")).containsExactly("2");
        assertThat(project.node("events_history").dependsOn()).containsExactly("source.shop.raw.events");
    }
}
