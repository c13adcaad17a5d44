package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a log of changes may be loaded; nothing of it needs a server. */
class ChangeLogTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "postgres-cdc, merge",
        "postgres-cdc, full",
        "mariadb-cdc, merge",
        "mariadb-cdc, full",
        "mysql-cdc, full"
    })
    void aLogOfChangesIsAppendedAndNothingElse(String type, String load) {
        Project shop = Shop.in(folder);
        shop.configure("shop", """
                oltp: {type: %s, host: localhost, database: shop, user: shop}
                """.formatted(type));
        shop.write("pipelines/shop.yml", """
                pipelines:
                  - name: orders
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders
                    load: %s
                    key: [id]
                """.formatted(load));

        assertThat(shop.ingot("ls").exits(2).err())
                .contains(
                        "What a connection of type " + type + " reads cannot be loaded by '" + load + "'.",
                        "pipelines/shop.yml:5",
                        "Write 'load: append'.");
    }
}
