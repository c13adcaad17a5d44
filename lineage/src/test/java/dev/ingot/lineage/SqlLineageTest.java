package dev.ingot.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Each test writes a select and, column by column, where it must come from. */
class SqlLineageTest {

    private static final SqlLineage LINEAGE = new SqlLineage();

    private static final Map<String, List<String>> TABLES = Map.of(
            "shop.orders", List.of("id", "customer_id", "amount", "ordered_at"),
            "shop.customers", List.of("id", "name", "country"),
            "raw.events", List.of("id", "kind", "tags", "payload"));

    @AfterAll
    static void close() {
        LINEAGE.close();
    }

    private static Optional<List<String>> columns(TableName table) {
        return Optional.ofNullable(TABLES.get(table.toString().toLowerCase(Locale.ROOT)));
    }

    private static Lineage.Traced traced(String sql) {
        Lineage lineage = LINEAGE.of(sql, "shop", SqlLineageTest::columns);
        assertThat(lineage).as(lineage.toString()).isInstanceOf(Lineage.Traced.class);
        return (Lineage.Traced) lineage;
    }

    private static String untraced(String sql) {
        Lineage lineage = LINEAGE.of(sql, "shop", SqlLineageTest::columns);
        assertThat(lineage).as(lineage.toString()).isInstanceOf(Lineage.Untraced.class);
        return ((Lineage.Untraced) lineage).why();
    }

    /** {@code column: origin origin}, with a mark for how: {@code =} identity, {@code ~} transformation, {@code Σ} aggregation. */
    private static List<String> of(String sql) {
        return traced(sql).columns().stream()
                .map(column -> column.name() + ":" + text(column.from()))
                .toList();
    }

    private static List<String> influences(String sql) {
        return List.of(text(traced(sql).influences()).trim().split(" "));
    }

    private static String text(Set<Origin> origins) {
        return origins.stream()
                .map(origin -> " " + mark(origin.how()) + origin.table().name() + "." + origin.column())
                .sorted()
                .collect(Collectors.joining());
    }

    private static String mark(Transformation how) {
        return switch (how) {
            case IDENTITY -> "=";
            case TRANSFORMATION -> "~";
            case AGGREGATION -> "Σ";
            default -> how.name().toLowerCase(Locale.ROOT) + ":";
        };
    }

    @Test
    void aColumnIsItselfAndAnExpressionIsMadeOfItsColumns() {
        assertThat(
                        of(
                                "select id, o.amount * 2 + id as double, 'x' as constant, cast(amount as int) amount from orders o"))
                .containsExactly(
                        "id: =orders.id", "double: ~orders.amount ~orders.id", "constant:", "amount: ~orders.amount");
    }

    @Test
    void aggregatesAndWindowsTellWhatTheyCountAndHowTheyAreParted() {
        assertThat(of("select customer_id, sum(amount) as total, count(*) filter (where amount > 1) as big,"
                        + " row_number() over (partition by customer_id order by max(ordered_at)) as rank"
                        + " from orders group by 1"))
                .containsExactly(
                        "customer_id: =orders.customer_id",
                        "total: Σorders.amount",
                        "big: filter:orders.amount",
                        "rank: window:orders.customer_id window:orders.ordered_at");
    }

    @Test
    void whatDecidesOnRowsIsToldOnceForTheWholeSelect() {
        assertThat(
                        influences(
                                "select c.name, sum(o.amount) as total from orders o join customers c on o.customer_id = c.id"
                                        + " where o.ordered_at > '2025-01-01' group by c.name having count(*) > 1 order by total"))
                .containsExactlyInAnyOrder(
                        "join:orders.customer_id",
                        "join:customers.id",
                        "filter:orders.ordered_at",
                        "group_by:customers.name",
                        "sort:orders.amount");
    }

    @Test
    void commonTablesAndSubqueriesAreLookedThrough() {
        assertThat(of("with paid as (select id, amount as net from orders where amount > 0),"
                        + " big as (select *, net * 1.2 as gross from paid)"
                        + " select b.id, b.gross, s.name from big b join (select id, upper(name) as name from customers) s"
                        + " on s.id = b.id"))
                .containsExactly("id: =orders.id", "gross: ~orders.amount", "name: ~customers.name");
    }

    @Test
    void aCommonTableHidesATableOfItsName() {
        assertThat(of("with orders as (select name as id from customers) select id from orders"))
                .containsExactly("id: =customers.name");
    }

    @Test
    void theFiltersOfACommonTableInfluenceWhoeverReadsIt() {
        assertThat(influences("with paid as (select * from orders where amount > 0) select id from paid"))
                .containsExactly("filter:orders.amount");
    }

    @Test
    void starsAreTakenApart() {
        assertThat(of("select * exclude (amount) replace (upper(name) as name) rename (country as land)"
                        + " from orders join customers using (id)"))
                .containsExactly(
                        "id: =orders.id",
                        "customer_id: =orders.customer_id",
                        "ordered_at: =orders.ordered_at",
                        "name: ~customers.name",
                        "land: =customers.country");
        assertThat(of("select c.*, o.amount from orders o, customers c"))
                .containsExactly(
                        "id: =customers.id",
                        "name: =customers.name",
                        "country: =customers.country",
                        "amount: =orders.amount");
    }

    @Test
    void columnsByPatternAreExpanded() {
        assertThat(of("select max(columns('.*id$')) from orders"))
                .containsExactly("id: Σorders.id", "customer_id: Σorders.customer_id");
    }

    @Test
    void setOperationsPutColumnsTogetherByPlaceOrByName() {
        assertThat(of("select id, amount as value from orders union all select id, name from customers"))
                .containsExactly("id: =customers.id =orders.id", "value: =customers.name =orders.amount");
        assertThat(of("select id, amount from orders union all by name select name, id from customers"))
                .containsExactly("id: =customers.id =orders.id", "amount: =orders.amount", "name: =customers.name");
        assertThat(of("select id from orders except select id from customers")).containsExactly("id: =orders.id");
        assertThat(influences("select id from orders except select id from customers"))
                .containsExactly("filter:customers.id");
    }

    @Test
    void recursionIsFollowedUntilNothingNewComes() {
        assertThat(of("with recursive chain(a, b) as (select id, customer_id from orders"
                        + " union all select b, a from chain where a > 1) select a, b from chain"))
                .containsExactly("a: =orders.customer_id =orders.id", "b: =orders.customer_id =orders.id");
    }

    @Test
    void aCaseTakesItsValuesFromItsBranchesOnly() {
        assertThat(of("select case when country = 'DE' then name else 'foreign' end as who from customers"))
                .containsExactly("who: conditional:customers.country ~customers.name");
    }

    @Test
    void aScalarSubqueryIsAValueAndSeesTheQueryAroundIt() {
        assertThat(
                        of(
                                "select c.name, (select max(o.amount) from orders o where o.customer_id = c.id) as most from customers c"))
                .containsExactly(
                        "name: =customers.name", "most: filter:customers.id filter:orders.customer_id Σorders.amount");
    }

    @Test
    void laterColumnsSeeEarlierAliasesButColumnsOfTablesComeFirst() {
        assertThat(of("select amount + 1 as more, more * 2 as most, upper(name) as name, name || '!' as loud"
                        + " from orders, customers"))
                .containsExactly(
                        "more: ~orders.amount",
                        "most: ~orders.amount",
                        "name: ~customers.name",
                        "loud: ~customers.name");
    }

    @Test
    void listsStructsAndLambdasAreTheirColumns() {
        assertThat(of("select list_transform(tags, lambda t: upper(t) || kind) as loud, payload.city as city,"
                        + " payload -> 'zip' as zip, e.payload.street from raw.events e"))
                .containsExactly(
                        "loud: ~events.kind ~events.tags",
                        "city: =events.payload",
                        "zip: ~events.payload",
                        "street: =events.payload");
    }

    @Test
    void anUnnestedListComesFromTheListBesideIt() {
        assertThat(of("select e.id, t.tag from raw.events e, unnest(e.tags) as t(tag)"))
                .containsExactly("id: =events.id", "tag: ~events.tags");
    }

    @Test
    void pivotsWithWrittenValuesHaveTheirColumns() {
        assertThat(of("select * from orders pivot (sum(amount) for customer_id in ('a', 'b') group by ordered_at)"))
                .containsExactly(
                        "ordered_at: =orders.ordered_at",
                        "a: conditional:orders.customer_id Σorders.amount",
                        "b: conditional:orders.customer_id Σorders.amount");
        assertThat(of("select * from customers unpivot (value for what in (name, country))"))
                .containsExactly("id: =customers.id", "what:", "value: =customers.country =customers.name");
    }

    @Test
    void semiJoinsOnlyFilter() {
        String sql = "select * from orders semi join customers on orders.customer_id = customers.id";
        assertThat(of(sql))
                .containsExactly(
                        "id: =orders.id",
                        "customer_id: =orders.customer_id",
                        "amount: =orders.amount",
                        "ordered_at: =orders.ordered_at");
        assertThat(influences(sql)).containsExactlyInAnyOrder("join:orders.customer_id", "join:customers.id");
    }

    @Test
    void aTableThatIsNotKnownMayHaveAnyColumnButNoStar() {
        assertThat(of("select x.a, b from elsewhere x")).containsExactly("a: =elsewhere.a", "b: =elsewhere.b");
        assertThat(untraced("select * from elsewhere x"))
                .isEqualTo("the columns of 'x' are not known, and a star takes all of them");
    }

    @Test
    void whatCannotBeToldIsToldAsSuch() {
        assertThat(untraced("selec 1")).contains("syntax error at or near \"selec\"");
        assertThat(untraced("create table t as select 1")).contains("Only SELECT statements");
        assertThat(untraced("select nothing from orders")).isEqualTo("no relation here has the column 'nothing'");
        assertThat(untraced("select 1; select 2")).isEqualTo("it is 2 statements and not one select");
    }

    @Test
    void namesAreComparedWithoutCase() {
        assertThat(of("select O.AMOUNT from SHOP.Orders o")).containsExactly("AMOUNT: =Orders.amount");
    }

    @Test
    void ofSeveralWaysTheOneThatTakesAColumnFurthestIsTold() {
        assertThat(of("select coalesce(amount, sum(amount) over ()) as amount from orders"))
                .containsExactly("amount: ~orders.amount Σorders.amount".replace("~orders.amount ", ""));
    }
}
