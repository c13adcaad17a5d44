package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a warehouse promises of the counts of a model whose rows take the place of others. */
public abstract class CountsContract extends WarehouseUnderTest {

    @Test
    void rowsThatReplaceOthersAreCountedByWhatBecameOfEach() {
        publish(values("(1, 'a')", "(1, 'b')", "(2, 'c')", "(3, 'd')", "(4, NULL)"), REPLACE);
        if (refused(Feature.DELETE_INSERT_BUILDS, () -> publish(values("(1, 'x')"), DELETE_INSERT))) {
            return;
        }
        assertThat(law(values("(1, 'b')", "(1, 'x')", "(2, 'c')", "(4, NULL)", "(5, 'e')"), DELETE_INSERT))
                .isEqualTo("read 5 = 1 inserted + 1 updated + 3 unchanged");
        assertThat(law(values("(1, 'x')"), DELETE_INSERT)).isEqualTo("read 2 = 1 deleted + 1 unchanged");
        BuildMode range = new BuildMode.DeleteWhere("id >= 2", List.of("ID"));
        assertThat(law(values("(2, 'c2')", "(6, 'f')"), range))
                .isEqualTo("read 5 = 1 inserted + 1 updated + 3 deleted");
        assertThat(law(values("(2, 'c2')", "(6, 'g')"), new BuildMode.DeleteWhere("id >= 2")))
                .isEqualTo("read 3 = 1 inserted + 1 deleted + 1 unchanged");
        assertThat(rows(ROWS)).containsExactly("1|x", "2|c2", "6|g");
    }

    private String law(String select, BuildMode mode) {
        try (Session session = warehouse.open(List.of());
                Staged staged =
                        session.stage(ORDERS, select, mode, SchemaPolicy.APPEND_NEW_COLUMNS, TAG, StepControl.NONE)) {
            staged.publish();
            return staged.counts().law();
        }
    }

    @Test
    void aValueOfANewColumnAndOneThatIsNotSelectedAgainAreChanges() {
        publish(values("(1, 'a')", "(2, NULL)"), REPLACE);
        if (refused(Feature.DELETE_INSERT_BUILDS, () -> publish(values("(1, 'x')"), DELETE_INSERT))) {
            return;
        }
        assertThat(law("SELECT 1 AS id, 'a' AS v, 5 AS extra", DELETE_INSERT)).isEqualTo("read 1 = 1 updated");
        assertThat(law("SELECT 2 AS id", DELETE_INSERT)).isEqualTo("read 1 = 1 unchanged");
        assertThat(law("SELECT 1 AS id, 'a' AS v", DELETE_INSERT)).isEqualTo("read 1 = 1 updated");
        assertThat(rows(ROWS)).containsExactly("1|a|null", "2|null|null");
    }
}
