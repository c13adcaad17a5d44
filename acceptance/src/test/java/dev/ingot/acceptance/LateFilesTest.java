package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come in another order than they count, and files that are the whole table. */
class LateFilesTest {

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void project() {
        shop = new Project(folder);
        shop.configure("shop", """
                landing: {type: files, path: landing}
                """);
    }

    private void pipelines(String text) {
        shop.write("pipelines/shop.yml", "pipelines:\n" + text.indent(2));
    }

    @Test
    void ofTwoDaysTheLaterCountsWheneverItComes() {
        pipelines("""
                - {name: merged, to: bronze.merged, load: merge, key: [id], from: {path: "{date}/a.csv"}}
                - {name: kept, to: bronze.kept, load: snapshot, key: [id], from: {path: "{date}/a.csv"}}
                - {name: replaced, to: bronze.replaced, load: full, from: {path: "{date}/a.csv"}}
                """);
        shop.write("landing/20240103/a.csv", "id,v\n1,third\n");
        shop.run();
        shop.write("landing/20240101/a.csv", "id,v\n1,first\n2,first\n");
        Project.Steps late = shop.run();

        assertThat(late.counts("bronze.merged")).isEqualTo("read 2, inserted 1, deduplicated 1");
        assertThat(shop.query("select id, v from bronze.merged order by id")).containsExactly("1|third", "2|first");
        assertThat(shop.query("select id, v from bronze.kept where is_current order by id"))
                .containsExactly("1|third", "2|first");
        assertThat(shop.query("select id, v from bronze.replaced")).containsExactly("1|third");
        assertThat(late.step("bronze.replaced").toString())
                .contains("bronze.replaced holds 2024-01-03; 2024-01-01 came later, is older, and was not loaded.");

        assertThat(shop.ingot("run", "--select", "merged", "--date", "20240103")
                        .succeeded()
                        .out())
                .contains("nothing new: the files of 2024-01-03 were read before");
        shop.run("--select", "replaced", "--date", "20240101");
        assertThat(shop.query("select id, v from bronze.replaced order by id")).containsExactly("1|first", "2|first");
    }

    @Test
    void aReplayedRowCountsAsOfItsFile() {
        String contract = "contract: {columns: [{name: v, type: integer%s}]}";
        String pipelines = """
                - {name: merged, to: bronze.merged, load: merge, key: [id], from: {path: "*.csv"}, %1$s}
                - {name: replaced, to: bronze.replaced, load: full, from: {path: "{date}.csv"}, %1$s}
                """;
        pipelines(pipelines.formatted(contract.formatted(", min: 10")));
        shop.write("landing/20240101.csv", "id,v\n1,5\n2,5\n9,90\n");
        shop.run();
        shop.write("landing/20240102.csv", "id,v\n1,30\n3,5\n");
        shop.run();
        pipelines(pipelines.formatted(contract.formatted("")));

        assertThat(shop.ingot("quarantine", "replay", "bronze.merged")
                        .succeeded()
                        .out())
                .contains("read 3 = 2 inserted + 1 deduplicated");
        assertThat(shop.query("select id, v from bronze.merged order by id"))
                .containsExactly("1|30", "2|5", "3|5", "9|90");
        assertThat(shop.ingot("quarantine", "replay", "bronze.replaced")
                        .succeeded()
                        .out())
                .contains("read 3 = 1 inserted + 2 deduplicated");
        assertThat(shop.query("select id, v from bronze.replaced order by id")).containsExactly("1|30", "3|5");
    }

    @Test
    void filesThatAreTheWholeTableTakeAwayWhatTheyLack() {
        pipelines("""
                - {name: merged, to: bronze.merged, load: merge, key: [id], missing_rows: delete, from: {path: "{date}/*.csv"}}
                - {name: kept, to: bronze.kept, load: snapshot, key: [id], missing_rows: close, from: {path: "**/*.csv"}}
                """);
        shop.write("landing/20240101/a.csv", "id,v\n1,a\n2,a\n");
        shop.write("landing/20240101/b.csv", "id,v\n3,a\n");
        Project.Steps first = shop.run();
        assertThat(first.counts("bronze.merged")).isEqualTo("read 3, inserted 3");
        assertThat(first.counts("bronze.kept")).isEqualTo("read 5, inserted 3, deleted 2");

        shop.write("landing/20240101/c.csv", "id,v\n4,a\n");
        assertThat(shop.run().counts("bronze.merged")).isEqualTo("read 4, inserted 1, unchanged 3");
        shop.write("landing/20240102/a.csv", "id,v\n1,a\n3,b\n");
        assertThat(shop.run().counts("bronze.merged")).isEqualTo("read 4, updated 1, deleted 2, unchanged 1");

        assertThat(shop.query("select id, v from bronze.merged order by id")).containsExactly("1|a", "3|b");
        assertThat(shop.query("select id, v, is_current from bronze.kept order by id, valid_from"))
                .containsExactly("1|a|false", "1|a|true", "2|a|false", "3|a|false", "3|b|true", "4|a|false");
    }

    @Test
    void missingRowsAreRefusedWhereTheyMakeNoSense() {
        pipelines("""
                - {name: a, to: bronze.a, load: append, missing_rows: delete, from: {path: "*.csv"}}
                - {name: b, to: bronze.b, missing_rows: close, from: {path: "*.csv"}}
                - {name: c, to: bronze.c, load: merge, key: id, missing_rows: close, from: {path: "*.csv"}}
                - {name: d, to: bronze.d, load: snapshot, key: id, missing_rows: dlete, from: {path: "*.csv"}}
                """);
        assertThat(shop.ingot("run").exits(2).err())
                .contains("'missing_rows: delete' does not go with 'load: append'.")
                .contains("pipelines/shop.yml:2:57")
                .contains("'missing_rows: close' does not go with 'load: full'.")
                .contains("'missing_rows: close' does not go with 'load: merge'.")
                .contains("Write 'missing_rows: delete', or 'load: snapshot'.")
                .contains("Did you mean 'delete'?");
    }
}
