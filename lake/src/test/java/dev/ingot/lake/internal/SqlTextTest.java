package dev.ingot.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.sql.SqlWords;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlTextTest {

    private static List<List<String>> names(String sql) {
        return SqlWords.in(sql).stream().map(SqlWords.Name::parts).toList();
    }

    @Test
    void findsNamesOutsideOfStringsAndComments() {
        assertThat(
                        names(
                                "SELECT 'a.b', e'it\\'s c.d', $$ e.f $$, $t$ g.h $t$ -- i.j\n /* k.l */ FROM Silver . \"Or\"\"ders\""))
                .contains(List.of("silver", "or\"ders"))
                .allSatisfy(name -> assertThat(name).isNotEqualTo(List.of("a", "b")))
                .doesNotContain(
                        List.of("c", "d"), List.of("e", "f"), List.of("g", "h"), List.of("i", "j"), List.of("k", "l"));
    }

    @Test
    void cutsWhatFollowsTheStatement() {
        assertThat(SqlWords.trimmed("SELECT 1 -- one\n ; ; -- end\n")).isEqualTo("SELECT 1");
        assertThat(SqlWords.trimmed("SELECT ';'")).isEqualTo("SELECT ';'");
        assertThat(SqlWords.second("SELECT 1; SELECT 2")).hasValue(10);
        assertThat(SqlWords.second("; SELECT 1 ;; ")).isEmpty();
    }

    @Test
    void knowsWhatCanStandInBrackets() {
        assertThat(List.of("-- x\n select 1", "WITH a AS (SELECT 1) FROM a", "(SELECT 1)", "from t", "VALUES (1)"))
                .allMatch(SqlWords::isSelect);
        assertThat(List.of("SHOW TABLES", "EXPLAIN SELECT 1", "PIVOT t ON x", "", "1"))
                .noneMatch(SqlWords::isSelect);
    }

    @Test
    void readsTypesAsTheEngineWritesThem() {
        assertThat(DuckTypes.parse("STRUCT(a INTEGER, \"b c\" STRUCT(x DATE)[], m MAP(VARCHAR, DECIMAL(5,2)))[]"))
                .contains(new DataType.ListOf(new DataType.Struct(List.of(
                        new Field("a", Simple.INTEGER),
                        new Field(
                                "b c", new DataType.ListOf(new DataType.Struct(List.of(new Field("x", Simple.DATE))))),
                        new Field("m", new DataType.MapOf(Simple.STRING, new DataType.Decimal(5, 2)))))));
        assertThat(DuckTypes.parse("ENUM('a)', 'it''s')")).contains(Simple.STRING);
        assertThat(DuckTypes.parse("\"NULL\"")).contains(Simple.STRING);
        assertThat(DuckTypes.parse("INTEGER[3]")).contains(new DataType.ListOf(Simple.INTEGER));
        assertThat(DuckTypes.parse("GEOMETRY")).isEqualTo(Optional.empty());
    }

    @Test
    void writesEveryTypeSoThatItIsReadBack() {
        List<DataType> types = List.of(
                Simple.BOOLEAN,
                Simple.TINYINT,
                Simple.BINARY,
                Simple.TIMESTAMP,
                new DataType.Decimal(38, 10),
                new DataType.MapOf(Simple.STRING, new DataType.ListOf(Simple.FLOAT)),
                new DataType.Struct(List.of(new Field("we \"ird", Simple.DOUBLE), new Field("b", Simple.DATE))));
        assertThat(types)
                .allSatisfy(
                        type -> assertThat(DuckTypes.parse(DuckTypes.sql(type))).contains(type));
    }

    @Test
    void quotesPathsSoThatTheyMatchOnlyThemselves() {
        assertThat(Paths.sql("/a[1]*?'x")).isEqualTo("'/a[[]1][*][?]''x'");
    }

    @Test
    void keepsFolderNamesReversible() {
        assertThat(List.of("orders", "Größe/1:a%b", ".hidden", "a.b", "日本 x"))
                .allSatisfy(
                        name -> assertThat(Folders.decode(Folders.encode(name))).isEqualTo(name));
        assertThat(Folders.encode("../x")).doesNotContain("/").doesNotStartWith(".");
    }
}
