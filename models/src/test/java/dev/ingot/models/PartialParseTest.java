package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that is read in part must be the project that is read whole. */
class PartialParseTest {

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>(Map.of("REGION", "eu"));
    private TestProject project;

    @BeforeEach
    void aProject() {
        project = TestProject.named(folder, "shop")
                .file("macros/parts.sql", macro("m0"))
                .file("models/m0.sql", "select 1 as id")
                .file("models/m1.sql", "{{ config(tags=['a'], meta={'n': 1}) }} select * from {{ ref('m0') }}")
                .file("models/m2.sql", "select {{ part() }} from {{ source('raw', 't') }}")
                .file("models/all.yml", yaml("not_null"));
        project.environment(project.environment().withEnvironment(name -> Optional.ofNullable(variables.get(name))));
    }

    private static String macro(String ref) {
        return "{% macro part() %}{{ config(alias='part_' ~ ref('" + ref
                + "').identifier) }}{{ return(var('v', 'x')) }}{% endmacro %}";
    }

    private static String yaml(String test) {
        return """
                sources: [{name: raw, tables: [{name: t}, {name: u}]}]
                models:
                  - name: m1
                    description: the second
                    columns: [{name: id, data_tests: [%s, {accepted_values: {values: [1, '1']}}]}]
                """.formatted(test);
    }

    private Path kept() {
        return folder.resolve("target/partial_parse.bin");
    }

    private Object writing() throws IOException {
        return Files.readAttributes(kept(), BasicFileAttributes.class).fileKey();
    }

    private String partly() {
        return manifest(ModelProject.load(folder, project.environment(), kept()));
    }

    private static String manifest(ModelProject read) {
        return read.manifestJson(TestProject.NOW, NodeDetails.NONE);
    }

    @Test
    void whatDidNotChangeIsNotReadAgain() throws IOException {
        String first = partly();
        Object written = writing();

        assertThat(partly()).isEqualTo(first);
        // What is rendered again is kept anew, and the file written.
        assertThat(writing()).isEqualTo(written);

        project.file("models/m0.sql", "select 2 as id");
        assertThat(partly()).isNotEqualTo(first);
        assertThat(writing()).isNotEqualTo(written);
    }

    @Test
    void aTemplateThatLooksAtTheEnvironmentIsReadEachTime() {
        project.file("models/m0.sql", "{{ config(tags=[env_var('REGION')]) }} select 1 as id");
        partly();
        variables.put("REGION", "us");

        assertThat(partly()).contains("\"tags\":[\"us\"]").isEqualTo(manifest(project.load()));
    }

    @Test
    void aMacroThatChangesChangesWhatCallsIt() {
        assertThat(partly()).contains("part_m2").doesNotContain("part_other");
        project.file(
                "macros/parts.sql", "{% macro part() %}{{ config(alias='part_other') }}{{ return(1) }}{% endmacro %}");

        assertThat(partly()).contains("part_other").isEqualTo(manifest(project.load()));
    }

    @Test
    void aFileThatIsDamagedIsReadAsNone() throws IOException {
        String whole = partly();
        byte[] good = Files.readAllBytes(kept());
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] bad = i % 4 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            if (bad.length > 0) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(kept(), bad);

            assertThat(partly()).as("damage " + i).isEqualTo(whole);
        }
    }

    @Test
    void whateverChangesAProjectReadInPartIsTheProjectReadWhole() {
        long seed = Long.getLong("partial.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> bodies = List.of(
                "select 1 as id",
                "{{ config(materialized='table', tags=[var('v', 'none')]) }} select * from {{ ref('m0') }}",
                "{{ config(meta={'a': [1, 2.5, none, true], 1: 'one'}) }} select {{ part() }}",
                "{{ config(alias=env_var('REGION')) }} select * from {{ source('raw', 'u') }}",
                "{{ config(tags=[target.schema, this.name]) }} {% if flags.FULL_REFRESH %}{{ ref('m0') }}{% endif %}",
                "{{ config(tags=[run_started_at.strftime('%Y')]) }} select 1 as id",
                "{% if should_full_refresh() %}{{ config(tags='full') }}{% endif %} select 2 as id",
                "{{ config(pre_hook=\"select * from {{ ref('m0') }}\", meta={'v': var('deep').x}) }} select 3 as id");
        project.file("dbt_project.yml", project("1"));
        for (int i = 0; i < 150; i++) {
            switch (random.nextInt(11)) {
                case 0 -> project.file("macros/parts.sql", macro("m" + random.nextInt(2)));
                case 1 -> project.file("models/all.yml", yaml(random.nextBoolean() ? "unique" : "not_null"));
                case 2 -> variables.put("REGION", "r" + random.nextInt(3));
                case 3 -> project.file("dbt_project.yml", project("" + random.nextInt(3)));
                case 4 ->
                    project.environment(project.environment().withVariables(Map.of("v", "v" + random.nextInt(3))));
                case 5 -> project.environment(project.environment().withFullRefresh(random.nextBoolean()));
                case 7 -> project.environment(laterBy(random.nextInt(3)));
                case 6 -> project.file("macros/more.sql", "{% macro more" + random.nextInt(2) + "() %}{% endmacro %}");
                default ->
                    project.file(
                            "models/m" + (1 + random.nextInt(4)) + ".sql", bodies.get(random.nextInt(bodies.size())));
            }
            assertThat(outcome(this::partly))
                    .as("seed %d, change %d", seed, i)
                    .isEqualTo(outcome(() -> manifest(project.load())));
        }
    }

    private Environment laterBy(int years) {
        Environment now = project.environment();
        return Environment.of("shop", "main", now.invocationId(), TestProject.NOW.plus(Duration.ofDays(366L * years)))
                .withEnvironment(now.environment())
                .withVariables(now.variables())
                .withFullRefresh(now.fullRefresh());
    }

    /** The manifest, or the problems of a project that has none. */
    private static String outcome(Supplier<String> read) {
        try {
            return read.get();
        } catch (IngotException e) {
            return e.problems().toString();
        }
    }

    private static String project(String value) {
        return "name: shop\nversion: '1.0'\nprofile: any\nvars: {deep: {x: " + value + "}}\n";
    }
}
