package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.load.LoadMode;
import dev.ingot.api.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineSpecTest {

    @TempDir
    Path folder;

    private final ProjectReader reader = new ProjectReader(
            TestPlugins.all(), Map.of("EMAIL_HOST", "h", "EMAIL_PASSWORD", "hunter22", "LAKE_PATH", "/lake"));
    private Project project;

    @BeforeEach
    void readProject() throws Exception {
        Files.writeString(folder.resolve("ingot.yml"), Examples.PROJECT);
        Files.createDirectories(folder.resolve("flows"));
        Files.createDirectories(folder.resolve("transform"));
        Files.writeString(folder.resolve("flows/orders.yml"), Examples.PIPELINES);
        project = reader.read(folder, "dev");
    }

    private static PipelineFields row(String loadType, String optionsJson) {
        return new PipelineFields(
                "refunds", "", "refunds", "bronze", "refunds", loadType, true, "Money back.", null, optionsJson);
    }

    @Test
    void aPipelineBecomesARowAndTheRowThePipelineAgain() {
        PipelineSpec customers = project.pipeline("customers").orElseThrow();

        PipelineSpec again = reader.fromFields(project, customers.fields(), 7);

        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("place", "toPlace", "written")
                .isEqualTo(customers);
        assertThat(again.fields()).isEqualTo(customers.fields());
    }

    @Test
    void aRowHasColumnsForWhatPeopleChangeAndJsonForTheRest() {
        PipelineFields fields = project.pipeline("orders").orElseThrow().fields();

        assertThat(fields)
                .isEqualTo(new PipelineFields(
                        "orders",
                        "orders",
                        "orders",
                        "sales",
                        "",
                        "append",
                        false,
                        "",
                        "raw",
                        "{\"from\":{\"path\":\"{date:yyyy/MM/dd}/{table}.csv\"}}"));
    }

    @Test
    void aRowMadeByHandTakesTheDefaultsOfTheProject() {
        PipelineSpec refunds = reader.fromFields(
                project, row("incremental", "{\"from\": {\"path\": \"{data_source}.json\"}, \"key\": \"id\"}"), 7);

        assertThat(refunds.to()).isEqualTo(TableName.of("bronze", "refunds"));
        assertThat(refunds.load()).isEqualTo(LoadMode.MERGE);
        assertThat(refunds.connection()).isEqualTo("raw");
        assertThat(refunds.tags()).containsExactly("daily");
        assertThat(refunds.active()).isTrue();
        assertThat(refunds.retries()).isEqualTo(5);
        assertThat(refunds.sourceOptions()).containsEntry("data_source", "refunds");
    }

    @Test
    void aRowMadeByHandWithoutAPathReadsItsDataSource() {
        PipelineSpec refunds = reader.fromFields(project, row("full", "{}"), 7);

        assertThat(refunds.sourceOptions()).containsEntry("path", "refunds");
    }

    @Test
    void aRowIsCheckedLikeAFile() {
        assertThatThrownBy(() ->
                        reader.fromFields(project, row("marge", "{\"from\": {\"pth\": \"x\"}, \"kye\": \"id\"}"), 7))
                .hasMessageContaining(
                        "INGOT-YAML-013: 'load' cannot be 'marge'.\n  --> controller row 7 ('refunds'), column load_type\n")
                .hasMessageContaining("INGOT-YAML-011: The key 'path' is missing.")
                .hasMessageContaining("'pth' is not a key here.")
                .hasMessageContaining("'kye' is not a key of a pipeline.");
    }

    @Test
    void aRowWithBrokenJsonSaysWhere() {
        assertThatThrownBy(() -> reader.fromFields(project, row("full", "{\"from\": {"), 7))
                .hasMessageStartingWith(
                        "INGOT-YAML-003: The options are not valid JSON.\n  --> controller row 7 ('refunds'), column options\n  why: ")
                .hasMessageContaining("line 1, column ");
        assertThatThrownBy(() -> reader.fromFields(project, row("full", "[1]"), 7))
                .hasMessageContaining("INGOT-YAML-009: The options are not a JSON object.");
    }

    @Test
    void aRowOverridesAPipelinesSourceLoadAndPlace() throws Exception {
        Files.writeString(folder.resolve("ingot.yml"), Examples.PROJECT.replace("missing_rows: close", ""));
        project = reader.read(folder, "dev");
        PipelineSpec customers = project.pipeline("customers").orElseThrow();

        PipelineSpec changed = customers.withOverrides("customers_test", "incremental", false, "stage", "people");

        assertThat(changed.sourceOptions()).containsEntry("data_source", "customers_test");
        assertThat(changed.load()).isEqualTo(LoadMode.MERGE);
        assertThat(changed.active()).isFalse();
        assertThat(changed.to()).isEqualTo(TableName.of("stage", "people"));
        assertThat(customers.withOverrides(null, null, null, null, null)).isEqualTo(customers);
    }

    @Test
    void anOverrideThatMissingRowsDoNotGoWithIsRefused() {
        PipelineSpec customers = project.pipeline("customers").orElseThrow();

        assertThatThrownBy(() -> customers.withOverrides(null, "merge", null, null, null))
                .hasMessageContaining("'missing_rows: close' does not go with 'load: merge'.");
    }

    @Test
    void anOverrideThatNeedsAKeyIsRefusedWithoutOne() {
        PipelineSpec orders = project.pipeline("orders").orElseThrow();

        assertThatThrownBy(() -> orders.withOverrides(null, "merge", null, null, null))
                .hasMessageContaining("INGOT-PROJECT-007: The pipeline 'orders' has load type merge but no key.");
        assertThatThrownBy(() -> orders.withOverrides(null, "apend", null, null, null))
                .hasMessageContaining("The load type of the pipeline 'orders' cannot be 'apend'.")
                .hasMessageContaining("Did you mean 'append'?");
    }
}
