package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that gets into SQL is in no text that leaves. */
class SecretsTest {

    private static final String SECRET = "hunter22's \"pass/word\"";

    @TempDir
    Path folder;

    @BeforeEach
    void project() throws IOException {
        file("ingot.yml", "name: shop\nconnections:\n  lake: {type: lake}\ntargets:\n  dev: {warehouse: lake}\n");
        file(".env", "DB_PASS=" + SECRET + "\n");
        file(
                "dbt_project.yml",
                "name: shop\nversion: '1.0'\non-run-end: \"{{ log(env_var('DB_PASS'), info=true) }}\"\n");
        file(
                "models/cast.sql",
                "{{ config(materialized='table') }} select cast('{{ env_var('DB_PASS') | replace(\"'\", \"''\") }}' as integer) as n");
        file("models/name.sql", "select '{{ env_var('DB_PASS') | replace(\"'\", \"''\") }}' as n, 1 as id");
        file("models/name.yml", "models:\n  - name: name\n    columns:\n      - name: id\n        tests: [unique]\n");
        file("models/syntax.sql", "select '{{ env_var('DB_PASS') | replace(\"'\", \"''\") }}' fro x");
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Files that hold the word; those that must hold it, to work, are left out. */
    private List<String> leaks() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(".env") && !file.startsWith(folder.resolve("lake")))
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .contains("hunter22");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void aSecretThatGetsIntoSqlIsMaskedInAllThatIsPrintedAndWritten() throws IOException {
        Cli.Result run = Cli.run(folder, "build").exits(1);

        assertThat(run.out() + run.err())
                .contains("cast", "***")
                .contains("Could not convert string '***' to INT32")
                .doesNotContain("hunter22");
        assertThat(Files.readString(folder.resolve("target/run_results.json"))).contains("'***'");
        assertThat(leaks()).isEmpty();
        assertThat(Cli.run(folder, "audit").out()).doesNotContain("hunter22");
    }

    @Test
    void aSecretIsMaskedWhereSqlIsShownAndWhereItFailsOutsideOfARun() {
        assertThat(Cli.run(folder, "compile", "--select", "name").succeeded().out())
                .contains("select '***' as n")
                .doesNotContain("hunter22");
        Cli.Result shown = Cli.run(folder, "show", "--inline", "select '{{ env_var(\"DB_PASS\") }}' fro x")
                .exits(1);
        assertThat(shown.out() + shown.err()).contains("***").doesNotContain("hunter22");
    }

    @Test
    void theVariablesThatDbtCallsSecretDoNotGetIntoSqlAtAll() throws IOException {
        file(".env", "DBT_ENV_SECRET_PASS=hunter22\n");
        file("models/cast.sql", "select '{{ env_var('DBT_ENV_SECRET_PASS') }}' as n");
        file("models/name.sql", "select 1 as id");
        file("models/syntax.sql", "select 1 as id");
        file("dbt_project.yml", "name: shop\nversion: '1.0'\n");

        Cli.Result parsed = Cli.run(folder, "parse").exits(2);

        assertThat(parsed.err())
                .contains(
                        "INGOT-MODEL-048", "The secret variable 'DBT_ENV_SECRET_PASS' is used outside of profiles.yml")
                .doesNotContain("hunter22");
    }

    @Test
    void whatMayHoldRawRowsIsItsOwnersOnly() throws IOException {
        file("ingot.yml", """
                name: shop
                connections:
                  lake: {type: lake}
                  landing: {type: files, path: landing}
                targets:
                  dev: {warehouse: lake}
                pipelines:
                  - name: sales
                    from: {connection: landing, path: "*.csv", format: csv}
                    to: bronze.sales
                    load: append
                    contract: {columns: [{name: id, type: int}]}
                """);
        file("landing/a.csv", "id\n1\nhunter22\n");
        file("dbt_project.yml", "name: shop\nversion: '1.0'\nmodel-paths: [none]\n");

        Cli.run(folder, "run").succeeded();

        for (String path : List.of(".ingot", "lake/_ingot_quarantine")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(path)))
                    .as(path)
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve(".ingot/metadata.db")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
