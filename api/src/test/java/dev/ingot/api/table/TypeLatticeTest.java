package dev.ingot.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import dev.ingot.api.table.TypeLattice.Fit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TypeLatticeTest {

    private static Struct struct(String name, DataType type) {
        return new Struct(List.of(new Field(name, type)));
    }

    private static DataType type(String name) {
        return DataType.parse(name).orElseThrow();
    }

    static List<DataType> types() {
        List<DataType> types = new ArrayList<>(List.of(Simple.values()));
        types.addAll(List.of(new Decimal(9, 2), new Decimal(18, 6), new Decimal(38, 0), new Decimal(38, 20)));
        List.copyOf(types)
                .forEach(type ->
                        types.addAll(List.of(new ListOf(type), struct("a", type), new MapOf(Simple.STRING, type))));
        return types;
    }

    @ParameterizedTest
    @MethodSource("types")
    void theWiderOfTwoTypesHoldsTheValuesOfBothAndTheOrderDoesNotMatter(DataType a) {
        for (DataType b : types()) {
            assertThat(TypeLattice.wider(a, b)).as("%s and %s", a, b).isEqualTo(TypeLattice.wider(b, a));
            TypeLattice.wider(a, b).ifPresent(wider -> {
                assertThat(TypeLattice.fit(a, wider)).as("%s in %s", a, wider).isLessThanOrEqualTo(Fit.SOME);
                assertThat(TypeLattice.wider(wider, b))
                        .as("%s and %s again", a, b)
                        .contains(wider);
            });
            TypeLattice.surely(a, b)
                    .ifPresent(surely -> assertThat(TypeLattice.fit(a, surely))
                            .as("%s in %s", a, surely)
                            .isLessThan(Fit.SOME));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    integer       | bigint        | bigint
                    tinyint       | float         | float
                    integer       | float         | double
                    bigint        | double        | double
                    integer       | decimal(18,2) | decimal(18,2)
                    bigint        | decimal(18,2) | decimal(38,2)
                    decimal(9,4)  | decimal(18,2) | decimal(38,4)
                    decimal(38,0) | decimal(38,6) | string
                    decimal(15,2) | double        | double
                    decimal(16,2) | double        | string
                    boolean       | integer       | string
                    date          | timestamp     | timestamp
                    date          | integer       | string
                    string        | double        | string
                    string        | binary        | binary
                    """)
    void twoSimpleTypesMeetInTheSmallestThatHoldsBoth(String a, String b, String both) {
        assertThat(TypeLattice.wider(type(a), type(b))).contains(type(both));
    }

    @Test
    void nestedTypesWidenInside() {
        Struct old = new Struct(List.of(new Field("a", Simple.INTEGER), new Field("b", Simple.STRING)));
        Struct now = new Struct(List.of(new Field("A", Simple.STRING), new Field("c", Simple.DATE)));
        Struct both = new Struct(
                List.of(new Field("a", Simple.STRING), new Field("b", Simple.STRING), new Field("c", Simple.DATE)));

        assertThat(TypeLattice.wider(new ListOf(old), new ListOf(now))).contains(new ListOf(both));
        assertThat(TypeLattice.fit(old, both)).isEqualTo(Fit.WRITTEN);
        assertThat(TypeLattice.wider(new MapOf(Simple.INTEGER, old), new MapOf(Simple.BIGINT, now)))
                .contains(new MapOf(Simple.BIGINT, both));
    }

    @Test
    void nestedValuesMeetNothingElse() {
        assertThat(TypeLattice.wider(new ListOf(Simple.INTEGER), struct("k", Simple.INTEGER)))
                .isEmpty();
        assertThat(TypeLattice.wider(struct("k", Simple.INTEGER), Simple.STRING))
                .isEmpty();
        assertThat(TypeLattice.wider(struct("k", Simple.INTEGER), struct("l", Simple.INTEGER)))
                .isEmpty();
        assertThat(TypeLattice.wider(Simple.BINARY, Simple.INTEGER)).isEmpty();
    }

    @Test
    void aTypeOfWhichNothingIsKnownIsHeldByAll() {
        for (DataType type : types()) {
            assertThat(TypeLattice.wider(TypeLattice.UNKNOWN, type)).contains(type);
        }
        assertThat(TypeLattice.wider(new ListOf(TypeLattice.UNKNOWN), new ListOf(Simple.DATE)))
                .contains(new ListOf(Simple.DATE));
    }
}
