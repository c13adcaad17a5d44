package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

    private static final String SHOP = """
            shop:
              target: "{{ env_var('SHOP_TARGET', 'dev') }}"
              outputs:
                dev:
                  type: duckdb
                  path: shop.duckdb
                  schema: analytics
                  threads: 3
                  settings: {default_null_order: nulls_first}
                  extensions: [httpfs]
                prod:
                  type: postgres
                  host: db.example.org
                  user: "{{ env_var('SHOP_USER') }}"
                  pass: "{{ env_var('SHOP_PASSWORD') }}"
                  port: "{{ env_var('SHOP_PORT', '6543') | as_number }}"
                  dbname: shop
                  schema: public
                  connect_timeout: 5
            """;

    @TempDir
    Path folder;

    private Path project;
    private Path home;

    @BeforeEach
    void writeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        home = Files.createDirectories(folder.resolve("home"));
        write(project.resolve("dbt_project.yml"), "name: shop\nprofile: shop\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Project read(@Nullable String target, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HOME", home.toString());
        return new ProjectReader(TestPlugins.withDatabases(), environment).read(project, target);
    }

    private List<String> problems(@Nullable String target, Map<String, String> environment) {
        IngotException thrown = catchThrowableOfType(IngotException.class, () -> read(target, environment));
        assertThat(thrown).isNotNull();
        return thrown.problems().stream().map(Problem::render).toList();
    }

    @Test
    void theTargetOfAProfileIsAConnectionAndATarget() throws IOException {
        write(project.resolve("profiles.yml"), SHOP);
        Project read = read(null, Map.of());

        assertThat(read.target().name()).isEqualTo("dev");
        assertThat(read.target().schema()).isEqualTo("analytics");
        assertThat(read.threads()).isEqualTo(3);
        assertThat(read.targetNames()).containsExactlyInAnyOrder("dev", "prod");
        assertThat(read.warehouse().type()).isEqualTo("duckdb");
        assertThat(read.warehouse().options())
                .containsEntry("path", "shop.duckdb")
                .containsEntry("settings", Map.of("default_null_order", "nulls_first"));
    }

    @Test
    void whatChangesNothingIsTold() throws IOException {
        write(project.resolve("profiles.yml"), SHOP);

        assertThat(read(null, Map.of()).warnings())
                .extracting(problem -> problem.place() + " " + problem.what())
                .containsExactly(
                        "profiles.yml:10:7 The key 'extensions' of a target of type duckdb changes nothing here.");
    }

    @Test
    void templatesAreRenderedAndDbtsNamesUnderstood() throws IOException {
        write(project.resolve("profiles.yml"), SHOP);
        Project read = read("prod", Map.of("SHOP_USER", "ada", "SHOP_PASSWORD", "se${cr}et"));

        assertThat(read.warehouse().options())
                .containsEntry("user", "ada")
                .containsEntry("password", "se${cr}et")
                .containsEntry("port", 6543L)
                .containsEntry("database", "shop")
                .containsEntry("connect_timeout", Duration.ofSeconds(5));
        assertThat(read.secrets().redact("it was se${cr}et")).isEqualTo("it was ***");
    }

    @Test
    void theProfileItselfMayChooseItsTargetByTheEnvironment() throws IOException {
        write(project.resolve("profiles.yml"), SHOP);

        assertThat(problems(null, Map.of("SHOP_TARGET", "prdo")))
                .singleElement()
                .asString()
                .contains("The profile 'shop' has no target 'prdo'.", "--> profiles.yml:2:11", "'prod'");
    }

    @Test
    void allMistakesAreToldAtOnceWithTheirPlaces() throws IOException {
        write(project.resolve("profiles.yml"), SHOP.replace("host: db.example.org", "hots: db.example.org"));

        assertThat(String.join("\n", problems("prod", Map.of())))
                .contains("the environment variable 'SHOP_USER' is not set", "profiles.yml:14:13")
                .contains("the environment variable 'SHOP_PASSWORD' is not set", "profiles.yml:15:13")
                .contains("'hots'", "profiles.yml:13:13");
    }

    @Test
    void aFolderThatIsNamedComesBeforeTheProjectAndTheProjectBeforeTheHome() throws IOException {
        String profile = "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: %s.duckdb}\n";
        write(home.resolve(".dbt/profiles.yml"), profile.formatted("home"));
        assertThat(read(null, Map.of()).warehouse().options()).containsEntry("path", "home.duckdb");

        write(project.resolve("profiles.yml"), profile.formatted("project"));
        assertThat(read(null, Map.of()).warehouse().options()).containsEntry("path", "project.duckdb");

        write(folder.resolve("named/profiles.yml"), profile.formatted("named"));
        Map<String, String> named =
                Map.of("DBT_PROFILES_DIR", folder.resolve("named").toString());
        assertThat(read(null, named).warehouse().options()).containsEntry("path", "named.duckdb");
    }

    @Test
    void aProfileThatIsNotThereIsAProblemOfTheProject() throws IOException {
        write(project.resolve("profiles.yml"), SHOP.replaceFirst("shop:", "shpo:"));

        assertThat(problems(null, Map.of()))
                .singleElement()
                .asString()
                .contains("There is no profile 'shop' in profiles.yml.", "--> dbt_project.yml:2:10", "'shpo'");
    }

    @Test
    void aTargetOfAnotherDatabaseIsRefused() throws IOException {
        write(project.resolve("profiles.yml"), SHOP.replace("type: duckdb", "type: snowflake"));

        assertThat(problems(null, Map.of()))
                .singleElement()
                .asString()
                .contains("The target 'dev' is of type 'snowflake'", "profiles.yml:5:13", "duckdb or postgres");
    }
}
