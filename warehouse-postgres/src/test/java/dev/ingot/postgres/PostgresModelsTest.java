package dev.ingot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.api.warehouse.TableDesign.ColumnDesign;
import dev.ingot.api.warehouse.TableDesign.Index;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.testing.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresModelsTest {

    private static final TableName ORDERS = TableName.of("shop", "orders");
    private static final WriteTag TAG = new WriteTag("model.shop.orders", "run-1", null);
    private static final BuildMode REPLACE = new BuildMode.Replace(List.of());

    private final Map<String, Object> database = Servers.database();
    private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    private Warehouse warehouse;

    @BeforeEach
    void open() {
        warehouse = Servers.open(database, clock);
    }

    @AfterEach
    void close() {
        warehouse.close();
    }

    private void publish(String select, BuildMode mode) {
        publish(select, mode, SchemaPolicy.IGNORE);
    }

    private void publish(String select, BuildMode mode, SchemaPolicy policy) {
        try (Session session = warehouse.open(List.of());
                Staged staged = session.stage(ORDERS, select, mode, policy, TAG, StepControl.NONE)) {
            staged.publish();
        }
    }

    private List<String> rows(String sql) {
        try (Session session = warehouse.open(List.of())) {
            return session.query(sql, 100).rows().stream()
                    .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
                    .toList();
        }
    }

    private void execute(String sql) {
        try (Session session = warehouse.open(List.of())) {
            session.execute(sql);
        }
    }

    @Test
    void viewsOverAReplacedTableAreMadeAgainWithTheirOwnersGrantsAndComments() {
        publish("select 1 as id", REPLACE);
        execute("create role reader_of_views");
        execute("create view shop.ids as select id from shop.orders");
        execute("create view shop.more as select id + 1 as id from shop.ids");
        execute("create materialized view shop.kept as select id from shop.more");
        execute("create unique index kept_id on shop.kept (id)");
        execute("grant select on shop.more to reader_of_views");
        execute("comment on view shop.ids is 'it''s mine'");
        publish("select 7 as id", REPLACE);

        assertThat(rows("select id from shop.more")).containsExactly("8");
        assertThat(rows("select id from shop.kept")).containsExactly("8");
        assertThat(rows("select indexname from pg_indexes where tablename = 'kept'"))
                .containsExactly("kept_id");
        assertThat(rows("select has_table_privilege('reader_of_views', 'shop.more', 'select'),"
                        + " obj_description('shop.ids'::regclass)"))
                .containsExactly("true|it's mine");
        execute("drop owned by reader_of_views; drop role reader_of_views");
    }

    @Test
    void aViewThatNoLongerFitsDoesNotHoldItsTableBack() {
        publish("select 1 as id, 2 as gone", REPLACE);
        execute("create view shop.old as select gone from shop.orders");
        execute("create view shop.good as select id from shop.orders");
        publish("select 7 as id", REPLACE);

        assertThat(rows("select id from shop.good")).containsExactly("7");
        assertThat(warehouse.find(TableName.of("shop", "old"))).isEmpty();
    }

    @Test
    void aViewWithOtherColumnsReplacesOneAndATableToo() {
        publish("select 1 as id", REPLACE);
        TableName view = TableName.of("shop", "seen");
        try (Session session = warehouse.open(List.of())) {
            session.createView(view, "select id from shop.orders", TAG);
            session.createView(TableName.of("shop", "above"), "select id from shop.seen", TAG);
            session.createView(view, "select 'x' as other, id from shop.orders", TAG);
            assertThat(rows("select * from shop.seen")).containsExactly("x|1");
            assertThat(rows("select * from shop.above")).containsExactly("1");
            session.createView(ORDERS, "select 5 as id", TAG);
        }
        assertThat(rows("select * from shop.orders")).containsExactly("5");
        publish("select 6 as id", REPLACE);
        assertThat(rows("select * from shop.orders")).containsExactly("6");
    }

    @Test
    void whoMayMakeNoSchemaBuildsInOneThatIsThere() {
        execute("create schema dwh");
        execute("do $$ begin if not exists (select 1 from pg_roles where rolname = 'builder') then"
                + " create role builder login; end if; end $$");
        execute("grant usage, create on schema dwh to builder");
        Map<String, Object> as = new HashMap<>(database);
        as.put("user", "builder");
        TableName table = TableName.of("dwh", "orders");

        try (Warehouse limited = Servers.open(as, clock)) {
            for (int id = 1; id <= 2; id++) {
                try (Session session = limited.open(List.of());
                        Staged staged = session.stage(
                                table,
                                "select " + id + " as id",
                                REPLACE,
                                SchemaPolicy.IGNORE,
                                TAG,
                                StepControl.NONE)) {
                    staged.publish();
                }
            }

            assertThat(limited.history(table, 10))
                    .extracting(TableVersion::version)
                    .containsExactly(1L, 0L);
            assertThat(limited.list()).extracting(TableInfo::name).containsExactly(table);
        }
        assertThat(rows("select * from dwh.orders")).containsExactly("2");

        // Another user makes the schema for all versions: those of this table go on where they are.
        publish("select 1 as id", REPLACE);
        try (Warehouse next = Servers.open(database, clock)) {
            assertThat(next.history(table, 10))
                    .extracting(TableVersion::version)
                    .containsExactly(1L, 0L);
        }
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneBuildsIsNot() throws SQLException {
        publish("select 1 as id", REPLACE);
        try (Session session = warehouse.open(List.of());
                Staged alive =
                        session.stage(ORDERS, "select 2 as id", REPLACE, SchemaPolicy.IGNORE, TAG, StepControl.NONE);
                Connection direct = DriverManager.getConnection("jdbc:postgresql://localhost:" + database.get("port")
                        + "/" + database.get("database") + "?user=postgres");
                Statement statement = direct.createStatement()) {
            statement.execute("create table shop.orders__ingot_00c0ffee_1 as select 3 as id");
            try (Warehouse next = Servers.open(database, clock);
                    Session other = next.open(List.of())) {
                other.stage(
                                TableName.of("shop", "other"),
                                "select 4 as id",
                                REPLACE,
                                SchemaPolicy.IGNORE,
                                TAG,
                                StepControl.NONE)
                        .close();
            }
            assertThat(rows("select count(*) from pg_class where relname = 'orders__ingot_00c0ffee_1'"))
                    .containsExactly("0");
            alive.publish();
        }
        assertThat(rows("select * from shop.orders")).containsExactly("2");
        assertThat(rows("select count(*) from pg_class where relname like '%__ingot_%'"))
                .containsExactly("0");
    }

    @Test
    void aContractMakesTheColumnsAndConstraintsAndAnIndexIsThereFromTheStart() {
        TableDesign design = new TableDesign(
                List.of(
                        new ColumnDesign("id", "bigint", List.of("not null")),
                        new ColumnDesign("name", "character varying(5)", List.of())),
                List.of("primary key (id)"),
                List.of(new Index(List.of("name"), false, "hash")),
                true);
        publish("select 'ada' as name, 1 as id", new BuildMode.Replace(List.of(), design));
        publish("select 'bob' as name, 2 as id", new BuildMode.Replace(List.of(), design));

        assertThat(rows("select id, name from shop.orders")).containsExactly("2|bob");
        assertThat(warehouse.find(ORDERS).orElseThrow().schema().columns())
                .extracting(column -> column.name() + " " + column.type() + " " + column.nullable())
                .containsExactly("id bigint false", "name character varying(5) true");
        assertThat(rows("select count(*) from pg_indexes where tablename = 'orders'"))
                .containsExactly("2");
        assertThat(rows("select relpersistence::text from pg_class where oid = 'shop.orders'::regclass"))
                .containsExactly("u");
        IngotException broken = catchThrowableOfType(
                IngotException.class,
                () -> publish("select 'x' as name, null::int as id", new BuildMode.Replace(List.of(), design)));
        assertThat(broken.first().what()).contains("null value in column \"id\"");
        assertThat(rows("select id, name from shop.orders")).containsExactly("2|bob");
    }

    @Test
    void predicatesNarrowWhatAMergeAndADeleteTouch() {
        publish("select * from (values (1, 'a', 1), (2, 'b', 2)) t(id, v, part)", REPLACE);
        publish(
                "select * from (values (1, 'A', 1), (2, 'B', 2)) t(id, v, part)",
                new BuildMode.Merge(List.of("id"), List.of("v"), List.of("DBT_INTERNAL_DEST.part = 2")));
        assertThat(rows("select id, v from shop.orders order by 1, 2")).containsExactly("1|A", "1|a", "2|B");
        publish(
                "select 1 as id, 'z' as v, 1 as part",
                new BuildMode.DeleteInsert(List.of("id"), List.of("DBT_INTERNAL_DEST.v = 'a'")));
        assertThat(rows("select id, v from shop.orders order by 1, 2")).containsExactly("1|A", "1|z", "2|B");
    }

    @Test
    void aTextColumnGrowsAndTypesFollowTheSelectWhereTheyShould() {
        publish("select 1 as id, 'ab'::varchar(2) as v", REPLACE);
        publish("select 2 as id, 'abcde'::varchar(5) as v", new BuildMode.Append());
        assertThat(rows("select v from shop.orders order by id")).containsExactly("ab", "abcde");

        publish("select 3::bigint as id, true as new", new BuildMode.Append(), SchemaPolicy.SYNC_ALL_COLUMNS);
        assertThat(warehouse.find(ORDERS).orElseThrow().schema().columns())
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly("id bigint", "new boolean");
    }

    @Test
    void whatGatesAMergeSeesTheTableAsItWillBe() {
        publish("select * from (values (1, '{}'::json), (2, '{}')) t(id, v)", REPLACE);
        try (Session session = warehouse.open(List.of());
                Staged staged = session.stage(
                        ORDERS,
                        "select 2 as id, '{\"a\": 1}'::json as v union all select 3, '{}'",
                        new BuildMode.Merge(List.of("id"), null),
                        SchemaPolicy.IGNORE,
                        TAG,
                        StepControl.NONE);
                Session seeing = warehouse.open(List.of(staged))) {
            assertThat(seeing.query("select id, v::text from \"shop\".\"orders\" order by 1", 10)
                            .rows())
                    .extracting(row -> row.get(0) + " " + row.get(1))
                    .containsExactly("1 {}", "2 {\"a\": 1}", "3 {}");
            assertThat(staged.counts().law()).isEqualTo("read 2 = 1 inserted + 1 updated");
        }
        assertThat(rows("select count(*) from shop.orders")).containsExactly("2");
    }

    @Test
    void aServerThatIsNotThereIsTriedAgainAndNeverShowsThePassword() {
        Map<String, Object> nowhere =
                Map.of("host", "localhost", "port", 1L, "user", "ada", "password", "s3cret!", "database", "shop");
        try (Warehouse missing = Servers.open(nowhere, clock)) {
            IngotException thrown = catchThrowableOfType(IngotException.class, missing::list);
            assertThat(thrown.kind()).isEqualTo(ErrorKind.EXTERNAL);
            assertThat(thrown.first().render())
                    .contains("postgresql://localhost:1/shop")
                    .doesNotContain("s3cret!");
        }
    }

    @Test
    void aRoleAndASearchPathHoldForEveryStatement() {
        execute("create role transformer; grant all on database " + database.get("database") + " to transformer");
        Map<String, Object> options = new java.util.HashMap<>(database);
        options.put("role", "transformer");
        options.put("search_path", "one, two");
        try (Warehouse as = Servers.open(options, clock);
                Session session = as.open(List.of())) {
            assertThat(session.query("select current_user::text, current_setting('search_path')", 1)
                            .rows()
                            .get(0))
                    .containsExactly("transformer", "one, two");
        }
        execute("drop owned by transformer; drop role transformer");
    }
}
