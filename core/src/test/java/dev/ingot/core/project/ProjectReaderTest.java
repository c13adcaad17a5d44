package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectReaderTest {

    @TempDir
    Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("EMAIL_HOST", "mail.example.org", "EMAIL_PASSWORD", "hunter22", "LAKE_PATH", "/lake"));

    private void write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Project read(String target) {
        return new ProjectReader(TestPlugins.all(), environment).read(folder, target);
    }

    private String failure() {
        try {
            read(null);
        } catch (IngotException e) {
            return e.getMessage();
        }
        throw new AssertionError("no problem was found");
    }

    private Project whole(String target) {
        write("ingot.yml", Examples.PROJECT);
        write("transform/dbt_project.yml", "name: shop\n");
        write("flows/sales/orders.yml", Examples.PIPELINES);
        return read(target);
    }

    @Test
    void readsEveryKey() {
        Project project = whole("dev");

        assertThat(project.name()).isEqualTo("shop");
        assertThat(project.target().name()).isEqualTo("dev");
        assertThat(project.targetNames()).containsExactly("dev", "prod");
        assertThat(project.warehouse().options()).isEqualTo(Map.of("path", "lake"));
        assertThat(project.connections().get("mail").options())
                .isEqualTo(Map.of("host", "mail.example.org", "port", 25L, "password", "hunter22"));
        assertThat(project.vars()).isEqualTo(Map.of("days", 30L, "limits", Map.of("low", 1L)));
        assertThat(project.threads()).isEqualTo(8);
        assertThat(project.retry()).isEqualTo(new RetryPolicy(3, Duration.ofMillis(500), Duration.ofMinutes(2)));
        assertThat(project.metadata()).isEqualTo(folder.resolve("state/meta.db"));
        assertThat(project.models()).containsExactly(folder.resolve("transform"));
        assertThat(project.notifications()).singleElement().satisfies(notification -> {
            assertThat(notification.via()).isEqualTo("mail");
            assertThat(notification.on())
                    .isEqualTo(Set.of(NotificationSpec.When.FAILURE, NotificationSpec.When.CHANGE));
            assertThat(notification.to()).containsExactly("a@x.org", "b@x.org", "c@x.org");
        });
    }

    @Test
    void readsEveryKeyOfAPipeline() {
        PipelineSpec customers = whole("dev").pipeline("customers").orElseThrow();

        assertThat(customers.description()).isEqualTo("People who bought.");
        assertThat(customers.tags()).containsExactly("people");
        assertThat(customers.connection()).isEqualTo("other");
        assertThat(customers.options())
                .isEqualTo(Map.of(
                        "path",
                        "{date}/{data_source}.json",
                        "format",
                        "json",
                        "null_tokens",
                        List.of("NA"),
                        "max_batch_bytes",
                        1_000_000_000L));
        assertThat(customers.sourceOptions()).containsEntry("data_source", "customers");
        assertThat(customers.sourceTable()).isEqualTo("CUSTOMERS");
        assertThat(customers.to()).isEqualTo(TableName.of("bronze2", "customers"));
        assertThat(customers.load()).isEqualTo(LoadMode.SNAPSHOT);
        assertThat(customers.key()).containsExactly("customer_id");
        assertThat(customers.orderBy()).containsExactly(new OrderBy("created_at", true), new OrderBy("name", false));
        assertThat(customers.missingRows()).isEqualTo(MissingRows.CLOSE);
        assertThat(customers.partitionBy()).containsExactly("created_at");
        assertThat(customers.contract())
                .isEqualTo(new Contract(
                        SchemaMode.QUARANTINE,
                        List.of(
                                new ColumnRule(
                                        "customer_id",
                                        "customer_id",
                                        DataType.Simple.STRING,
                                        true,
                                        null,
                                        null,
                                        List.of(),
                                        null,
                                        null,
                                        "[a-z0-9-]+"),
                                new ColumnRule(
                                        "created_at",
                                        "created",
                                        DataType.Simple.TIMESTAMP,
                                        false,
                                        ColumnRule.EpochUnit.S,
                                        null,
                                        List.of(),
                                        null,
                                        null,
                                        null,
                                        true),
                                new ColumnRule(
                                        "born",
                                        "born",
                                        DataType.Simple.DATE,
                                        false,
                                        null,
                                        "%d.%m.%Y",
                                        List.of(),
                                        null,
                                        null,
                                        null),
                                new ColumnRule(
                                        "name",
                                        "name",
                                        DataType.Simple.STRING,
                                        false,
                                        null,
                                        null,
                                        List.of("a", "b"),
                                        "a",
                                        "b",
                                        null))));
        assertThat(customers.quarantine()).isEqualTo(new Threshold(10L, 0.5));
        assertThat(customers.recordPosition()).isFalse();
        assertThat(customers.schedule()).isEqualTo("0 6 * * mon-fri");
        assertThat(customers.retries()).isEqualTo(1);
        assertThat(customers.active()).isTrue();
        assertThat(customers.place().toString()).isEqualTo("ingot.yml:43:11");
    }

    @Test
    void pipelinesInFilesTakeTheDefaultsOfTheirFileThenThoseOfTheProject() {
        PipelineSpec orders = whole("dev").pipeline("orders").orElseThrow();

        assertThat(orders.to()).isEqualTo(TableName.of("sales", "orders"));
        assertThat(orders.tags()).containsExactly("daily");
        assertThat(orders.load()).isEqualTo(LoadMode.APPEND);
        assertThat(orders.contract()).isEqualTo(new Contract(SchemaMode.FREEZE, List.of()));
        assertThat(orders.quarantine()).isEqualTo(new Threshold(7L, 1.0));
        assertThat(orders.retries()).isEqualTo(5);
        assertThat(orders.recordPosition()).isTrue();
        assertThat(orders.active()).isFalse();
        assertThat(orders.schedule()).isEqualTo("@daily");
        assertThat(orders.sourceOptions()).containsEntry("path", "{date:yyyy/MM/dd}/orders.csv");
        assertThat(orders.place().file()).isEqualTo("flows/sales/orders.yml");
    }

    @Test
    void aTargetChangesConnectionsVariablesAndThreads() {
        Project project = whole("prod");

        assertThat(project.warehouse().options()).isEqualTo(Map.of("path", "/lake"));
        assertThat(project.vars()).containsEntry("days", 90L).containsKey("limits");
        assertThat(project.threads()).isEqualTo(16);
        assertThat(project.target().schema()).isEqualTo("analytics");
        assertThat(project.notifications()).isEmpty();
    }

    @Test
    void anotherTargetsVariablesNeedNoValue() {
        environment.remove("LAKE_PATH");

        assertThat(whole("dev").target().name()).isEqualTo("dev");
        assertThatThrownBy(() -> whole("prod")).hasMessage("""
                        INGOT-YAML-015: The variable 'LAKE_PATH' is not set.
                          --> ingot.yml:16:36
                          16 |       archive: {type: lake, path: "${LAKE_PATH}"}
                             |                                    ^
                          fix: Set it in the environment or in .env, or give a default: ${LAKE_PATH:-value}.
                        """);
    }

    @Test
    void aBareDbtProjectIsAProject() {
        write("dbt_project.yml", "name: jaffle_shop\nversion: '1.0'\nmodel-paths: [models]\n");

        Project project = read(null);

        assertThat(project.name()).isEqualTo("jaffle_shop");
        assertThat(project.models()).containsExactly(folder);
        assertThat(project.warehouse().type()).isEqualTo("lake");
        assertThat(project.warehouse().options()).isEqualTo(Map.of("path", "lake"));
        assertThat(project.pipelines()).isEmpty();
    }

    @Test
    void aFolderWithoutAProjectIsRefused() {
        assertThatThrownBy(() -> read(null))
                .hasMessage("INGOT-PROJECT-001: There is neither ingot.yml nor dbt_project.yml in " + folder
                        + ".\n  fix: Change to the folder of a project, or make one with 'ingot init NAME'.\n");
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlace() {
        write("ingot.yml", """
                name: shop
                thread: 4
                connections:
                  raw: {type: file, path: data}
                  files: {type: files, path: data}
                pipelines:
                  - name: orders
                    from: {connection: file, path: x.csv}
                    to: bronze.orders
                    load: merge
                  - name: Orders
                    from: {connection: files, path: "{dat}/x.csv", formt: csv}
                    to: bronze.orders
                    schedule: 61 * * * *
                    contract:
                      columns:
                        - {name: price, type: decimel}
                """);

        assertThat(failure()).isEqualTo("""
                        INGOT-YAML-010: 'thread' is not a key of ingot.yml.
                          --> ingot.yml:2:1
                          2 | thread: 4
                            | ^
                          fix: Did you mean 'threads'?

                        INGOT-PROJECT-005: The type 'file' of the connection 'raw' is not known.
                          --> ingot.yml:4:15
                          4 |   raw: {type: file, path: data}
                            |               ^
                          fix: Did you mean 'files'?

                        INGOT-PROJECT-004: There is no connection 'file'.
                          --> ingot.yml:8:24
                          8 |     from: {connection: file, path: x.csv}
                            |                        ^
                          fix: Did you mean 'files'?

                        INGOT-PROJECT-007: The pipeline 'orders' has load type merge but no key.
                          --> ingot.yml:10:11
                          10 |     load: merge
                             |           ^
                          fix: Name the columns that identify a row, for example 'key: id'.

                        INGOT-PROJECT-009: Two pipelines are named 'Orders' (the other 'orders').
                          --> ingot.yml:11:11
                          11 |   - name: Orders
                             |           ^
                          why: The other one is at ingot.yml:7:11.
                          fix: Give one of them another name.

                        INGOT-PROJECT-012: The path has an unknown placeholder '{dat}'.
                          --> ingot.yml:12:37
                          12 |     from: {connection: files, path: "{dat}/x.csv", formt: csv}
                             |                                     ^
                          fix: Did you mean 'date'?

                        INGOT-YAML-010: 'formt' is not a key here.
                          --> ingot.yml:12:52
                          12 |     from: {connection: files, path: "{dat}/x.csv", formt: csv}
                             |                                                    ^
                          fix: Did you mean 'format'?

                        INGOT-PROJECT-009: The pipelines 'orders' and 'Orders' both load the table bronze.orders.
                          --> ingot.yml:13:9
                          13 |     to: bronze.orders
                             |         ^
                          why: The other one is at ingot.yml:9:9.
                          fix: Give one of them another table.

                        INGOT-PROJECT-011: '61 * * * *' is not a cron expression.
                          --> ingot.yml:14:15
                          14 |     schedule: 61 * * * *
                             |               ^
                          why: The minute '61' is not 0 to 59, '*', a range or a step.
                          fix: For example '0 6 * * *' for every day at six, or @daily.

                        INGOT-PROJECT-010: 'decimel' is not a type.
                          --> ingot.yml:17:31
                          17 |         - {name: price, type: decimel}
                             |                               ^
                          fix: Did you mean 'decimal'?
                        """);
    }

    @Test
    void theEnvFileOfTheProjectGivesVariablesAndTheEnvironmentWins() {
        environment.remove("EMAIL_HOST");
        write(".env", "EMAIL_HOST=from.file\nEMAIL_PASSWORD=from-file\n");

        Map<String, Object> mail = whole("dev").connections().get("mail").options();

        assertThat(mail).containsEntry("host", "from.file").containsEntry("password", "hunter22");
    }

    @Test
    void theTargetIsAskedForThenTakenFromTheEnvironmentThenFromTheProject() {
        assertThat(whole(null).target().name()).isEqualTo("prod");
        environment.put("INGOT_TARGET", "dev");
        assertThat(whole(null).target().name()).isEqualTo("dev");
        assertThat(whole("prod").target().name()).isEqualTo("prod");
        assertThatThrownBy(() -> whole("prd"))
                .hasMessageContaining("INGOT-PROJECT-003: There is no target 'prd'.\n")
                .hasMessageContaining("fix: Did you mean 'prod'?");
    }

    @Test
    void secretsOfTheProjectAreKnownAndNeverInItsText() {
        Project project = whole("dev");

        assertThat(project.secrets().redact("535 hunter22 refused")).isEqualTo("535 *** refused");
        assertThat(project.toString()).doesNotContain("hunter22");
    }

    @Test
    void anUnusedConnectionMayHaveUnresolvedVariables() {
        write("ingot.yml", """
                name: shop
                connections:
                  lake: {type: lake, path: lake}
                  mail: {type: smtp, host: "${NO_SUCH_HOST}", port: "${NO_SUCH_PORT}"}
                """);

        ConnectionSpec mail = read(null).connections().get("mail");

        assertThatThrownBy(mail::options)
                .hasMessageContaining("The variable 'NO_SUCH_HOST' is not set.")
                .hasMessageContaining("The variable 'NO_SUCH_PORT' is not set.");
    }

    @Test
    void connectionsHaveRoles() {
        write("ingot.yml", """
                name: shop
                targets: {dev: {warehouse: mail}}
                connections:
                  mail: {type: smtp, host: h}
                  lake: {type: lake, path: lake}
                  raw: {type: files, path: raw}
                pipelines:
                  - {name: a, from: {connection: lake, path: x}, to: a}
                notifications:
                  - via: raw
                """);

        assertThat(failure())
                .contains(
                        "INGOT-PROJECT-006: The connection 'mail' of type smtp is not a warehouse.\n  --> ingot.yml:2:28")
                .contains(
                        "INGOT-PROJECT-006: The connection 'lake' of type lake is not a source.\n  --> ingot.yml:8:34")
                .contains("INGOT-PROJECT-006: The connection 'raw' of type files cannot send notifications.");
    }

    @Test
    void whereSeveralConnectionsAreWarehousesTheTargetSaysWhich() {
        write("ingot.yml", """
                name: shop
                connections:
                  a: {type: lake, path: a}
                  b: {type: lake, path: b}
                """);

        assertThat(failure()).isEqualTo("""
                        INGOT-PROJECT-016: Several connections are warehouses.
                          --> ingot.yml:1:1
                          1 | name: shop
                            | ^
                          fix: Add 'warehouse: name' to the target. Known: a, b.
                        """);
    }

    @Test
    void aCompleteContractMustHaveTheKeyTheOrderAndThePartition() {
        write("ingot.yml", """
                name: shop
                connections: {raw: {type: files, path: raw}}
                pipelines:
                  - name: orders
                    from: {path: x.csv}
                    to: orders
                    load: merge
                    key: [order_id, lin]
                    order_by: updated desc
                    partition_by: [day]
                    contract:
                      mode: freeze
                      columns: [{name: ORDER_ID}, {name: line}]
                """);

        assertThat(failure()).isEqualTo("""
                        INGOT-PROJECT-008: The column 'lin' of 'key' is not in the contract.
                          --> ingot.yml:8:21
                          8 |     key: [order_id, lin]
                            |                     ^
                          why: With this contract mode the table has only the declared columns.
                          fix: Did you mean 'line'?

                        INGOT-PROJECT-008: The column 'updated' of 'order_by' is not in the contract.
                          --> ingot.yml:9:15
                          9 |     order_by: updated desc
                            |               ^
                          why: With this contract mode the table has only the declared columns.
                          fix: Known: ORDER_ID, line.

                        INGOT-PROJECT-008: The column 'day' of 'partition_by' is not in the contract.
                          --> ingot.yml:10:20
                          10 |     partition_by: [day]
                             |                    ^
                          why: With this contract mode the table has only the declared columns.
                          fix: Known: ORDER_ID, line.
                        """);
    }

    @Test
    void aKeyThatIsAlmostADeclaredColumnOrItsNameInTheSourceIsASlip() {
        write("ingot.yml", """
                name: shop
                connections: {raw: {type: files, path: raw}}
                pipelines:
                  - name: orders
                    from: {path: x.csv}
                    to: orders
                    load: merge
                    key: [Order No, line, id]
                    order_by: udpated_at desc
                    contract:
                      columns: [{name: order_id, from: Order No}, {name: line}, {name: updated_at}, {name: ad}]
                """);

        assertThat(failure()).isEqualTo("""
                        INGOT-PROJECT-008: The column 'Order No' of 'key' is not in the contract.
                          --> ingot.yml:8:11
                          8 |     key: [Order No, line, id]
                            |           ^
                          fix: Did you mean 'order_id'? If not, declare 'Order No', too.

                        INGOT-PROJECT-008: The column 'udpated_at' of 'order_by' is not in the contract.
                          --> ingot.yml:9:15
                          9 |     order_by: udpated_at desc
                            |               ^
                          fix: Did you mean 'updated_at'? If not, declare 'udpated_at', too.
                        """);
    }

    @Test
    void valuesOutOfRangeAndContradictionsAreTold() {
        write("ingot.yml", """
                name: shop
                version: 2
                threads: 0
                retry: {retries: -1}
                models: [none]
                pipeline_paths: [nowhere]
                connections: {raw: {type: files, path: raw}}
                pipelines:
                  - name: a b
                    from: {path: "{data_source}.csv"}
                    to: x.y.z
                    order_by: [a sideways]
                    retries: -1
                    quarantine: {max_rows: -1, max_percent: 101}
                    contract:
                      columns:
                        - {name: a, type: int, epoch: s, format: "%Y"}
                        - {name: A, pattern: "[", min: 5, max: 4.5}
                        - {name: t, type: time, format: "%H:%M%%z"}
                        - {name: n, type: timestamp_ntz, format: "%d.%m.%Y %z"}
                """);

        assertThat(failure().lines().filter(line -> line.startsWith("INGOT")))
                .containsExactly(
                        "INGOT-PROJECT-002: The format version 2 is not known.",
                        "INGOT-PROJECT-014: 'threads' is a number from 1 to 1024.",
                        "INGOT-PROJECT-014: 'retries' is a number from 0 to 1000.",
                        "INGOT-PROJECT-017: There is no folder 'none'.",
                        "INGOT-PROJECT-017: There is no folder 'nowhere'.",
                        "INGOT-PROJECT-013: 'a b' cannot be the name of a pipeline.",
                        "INGOT-PROJECT-014: The path uses {data_source}, but the pipeline has no data source.",
                        "INGOT-PROJECT-013: 'x.y.z' is not the name of a table.",
                        "INGOT-PROJECT-018: 'a sideways' is not a column with asc or desc.",
                        "INGOT-PROJECT-014: 'retries' cannot be negative.",
                        "INGOT-PROJECT-014: 'max_rows' cannot be negative.",
                        "INGOT-PROJECT-014: 'max_percent' is a share from 0 to 100.",
                        "INGOT-PROJECT-015: 'epoch' makes a timestamp, but the type of 'a' is integer.",
                        "INGOT-PROJECT-015: 'format' is for dates and times, but the type of 'a' is integer.",
                        "INGOT-PROJECT-015: A number has an 'epoch', a text has a 'format'; 'a' has both.",
                        "INGOT-PROJECT-009: The column 'A' is declared twice.",
                        "INGOT-PROJECT-014: 'pattern' is not a regular expression.",
                        "INGOT-PROJECT-015: 'min' is larger than 'max', so that no value is allowed.",
                        "INGOT-PROJECT-015: The format has a time zone, but the type of 'n' is timestamp_ntz, which has"
                                + " none.");
    }

    @Test
    void aBrokenPipelinesFileDoesNotHideTheProblemsOfTheOthers() {
        write("ingot.yml", "name: shop\nconnections: {raw: {type: files, path: raw}}\n");
        write("pipelines/a.yml", "pipelines:\n\t- name: x\n");
        write("pipelines/deep/b.yaml", "pipelines:\n  - {name: x, from: {path: x}, two: y}\n");

        assertThat(failure().lines().filter(line -> line.startsWith("INGOT")))
                .containsExactly(
                        "INGOT-YAML-004: A tab is used for indentation.",
                        "INGOT-YAML-011: The key 'to' is missing.",
                        "INGOT-YAML-010: 'two' is not a key of a pipeline.");
    }

    @Test
    void namesOfEarlierSystemsSayWhatTheyAreCalledHere() {
        write("ingot.yml", """
                name: shop
                connections: {raw: {type: files, path: raw}}
                pipelines:
                  - {name: x, from: {path: x}, to: y, load_type: full}
                """);

        assertThat(failure())
                .contains("INGOT-YAML-014: The key 'load_type' of a pipeline was removed.")
                .contains("fix: Write 'load' instead.");
    }

    @Test
    void schedulesAreCheckedWithTheirPlaces() {
        write("ingot.yml", """
                name: shop
                targets: {dev: {warehouse: lake}}
                connections: {lake: {type: lake, path: lake}}
                retention: 2h
                schedules:
                  - {name: nightly, cron: 61 3 * * *}
                  - {name: Hourly, cron: "@hourly", time_zone: Europe/Atlantis}
                  - {name: daily, cron: "@daily"}
                  - {name: Daily, cron: "@daily"}
                """);

        assertThat(failure())
                .contains("INGOT-PROJECT-011: '61 3 * * *' is not a cron expression.\n  --> ingot.yml:6:")
                .contains("'Europe/Atlantis' is not a time zone.\n  --> ingot.yml:7:")
                .contains("INGOT-PROJECT-009: Two schedules are named 'Daily'.\n  --> ingot.yml:9:")
                .contains("'retention' is at least one day.\n  --> ingot.yml:4:");
    }

    @Test
    void aBareDbtProjectWithoutANameIsRefused() {
        write("dbt_project.yml", "version: 2\n");

        assertThat(failure()).contains("The key 'name' is missing.").contains("--> dbt_project.yml:1:1");
    }
}
