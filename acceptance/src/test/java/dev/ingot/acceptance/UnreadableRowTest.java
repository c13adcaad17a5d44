package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row of the controller that was edited by hand to something that cannot be. */
class UnreadableRowTest {

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void breakTheRowOfReturns() {
        shop = Shop.in(folder);
        shop.run();
        shop.editMetadata("UPDATE controller SET options = json_set(options, '$.kye', 'id'), connection = 'lnading'"
                + " WHERE name = 'returns'");
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,lamp,12.00\n");
    }

    @Test
    void failsAloneAndNamesItsIdAndColumns() {
        Cli.Result run = shop.ingot("run").exits(2);

        assertThat(run.out())
                .contains("ERROR pipeline bronze.returns")
                .contains("controller row "
                        + shop.metadata("SELECT id FROM controller WHERE name = 'returns'")
                                .get(0) + " ('returns'), column options")
                .contains("'kye' is not a key of a pipeline")
                .contains("('returns'), column connection")
                .contains("Did you mean 'landing'")
                .contains("read 1 = 1 inserted")
                .contains("OK table model gold.revenue");
    }

    @Test
    void doesNotConcernCommandsThatOnlyLook() {
        shop.ingot("ls").succeeded();
        shop.ingot("compile").succeeded();
        shop.ingot("test").succeeded();
        shop.ingot("undo", "last", "--yes").succeeded();
    }

    @Test
    void isToldByDoctor() {
        assertThat(shop.ingot("doctor").exits(2).out()).contains("('returns'), column connection");
    }
}
