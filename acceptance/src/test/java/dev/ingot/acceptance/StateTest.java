package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Selecting by what changed since an earlier state, and reading that state's tables. */
class StateTest {

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void aShopWhoseStateWasKept() throws IOException {
        shop = Shop.in(folder);
        shop.write("models/top.sql", "select * from {{ ref('revenue') }} where {{ large('amount') }}");
        shop.write("macros/large.sql", "{% macro large(column) %}{{ column }} > 10{% endmacro %}");
        shop.ingot("run").succeeded();
        Files.createDirectories(folder.resolve("kept"));
        Files.copy(
                folder.resolve("target/manifest.json"),
                folder.resolve("kept/manifest.json"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private String modified(String selector) {
        return shop.ingot("ls", "--state", "kept", "--select", selector, "--resource-type", "model", "--output", "name")
                .succeeded()
                .out();
    }

    @Test
    void nothingIsModifiedWhereNothingChanged() {
        assertThat(modified("state:modified")).isEmpty();
        assertThat(modified("state:old")).isEqualTo("revenue\ntop\n");
    }

    @Test
    void aChangedTextAndANewModelAreModified() {
        shop.write("models/revenue.sql", "select product, 1 as amount from {{ source('bronze', 'sales') }}");
        shop.write("models/fresh.sql", "select 1 as one");

        assertThat(modified("state:modified")).isEqualTo("fresh\nrevenue\n");
        assertThat(modified("state:new")).isEqualTo("fresh\n");
        assertThat(modified("state:modified.configs,state:old")).isEmpty();
    }

    @Test
    void aChangedMacroModifiesItsCallers() {
        shop.write("macros/large.sql", "{% macro large(column) %}{{ column }} > 20{% endmacro %}");

        assertThat(modified("state:modified")).isEqualTo("top\n");
        assertThat(modified("state:modified.macros")).isEqualTo("top\n");
        assertThat(modified("state:modified.body")).isEmpty();
    }

    @Test
    void withoutAStateTheMistakeIsTold() {
        assertThat(shop.ingot("ls", "--select", "state:modified").exits(2).err())
                .contains("'state:modified' compares with a state, and none was given", "--state");
        assertThat(shop.ingot("ls", "--state", "nowhere", "--select", "state:new")
                        .exits(2)
                        .err())
                .contains("INGOT-MODEL-040", "There is no manifest.json in", "nowhere.");
    }

    @Test
    void aCloneIsAViewOverTheTablesOfTheState() {
        shop.write(
                "macros/schemas.sql",
                "{% macro generate_schema_name(custom, node) %}dev_{{ custom or target.schema }}{% endmacro %}");

        assertThat(shop.ingot("clone", "--state", "kept").succeeded().out())
                .contains("cloned  dev_gold.revenue from gold.revenue", "Cloned 2 relations.");
        assertThat(shop.ingot("query", "--output", "csv", "select count(*) as n from dev_gold.revenue")
                        .succeeded()
                        .out())
                .isEqualTo("n\n2\n");
        assertThat(shop.ingot("clone", "--state", "kept").succeeded().out())
                .contains("skipped dev_gold.revenue: it is there already", "Cloned 0 relations.");
        assertThat(shop.ingot("clone").exits(2).err()).contains("--state DIR");
    }

    @Test
    void whatIsNotBuiltIsReadFromTheOtherState() throws IOException {
        Path manifest = folder.resolve("kept/manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("\"schema\":\"gold\",", "\"schema\":\"production\","));

        String here = shop.ingot("compile", "--select", "top", "--state", "kept", "--defer")
                .succeeded()
                .out();
        String there = shop.ingot("compile", "--select", "top", "--state", "kept", "--defer", "--favor-state")
                .succeeded()
                .out();

        assertThat(here).contains("\"gold\".\"revenue\"");
        assertThat(there).contains("\"production\".\"revenue\"");
    }

    @Test
    void aNamedSelectionIsRun() {
        shop.write("selectors.yml", """
                selectors:
                  - name: tops
                    definition: {method: fqn, value: top, parents: true, parents_depth: 1}
                """);

        assertThat(shop.ingot("ls", "--selector", "tops", "--output", "name")
                        .succeeded()
                        .out())
                .isEqualTo("revenue\ntop\n");
    }
}
