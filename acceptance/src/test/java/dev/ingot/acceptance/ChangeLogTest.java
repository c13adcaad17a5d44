package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a log of changes may be loaded; nothing of it needs a server. */
class ChangeLogTest {

    @TempDir
    Path folder;

    @Test
    void aLogOfChangesIsNotMergedByKey() {
        Project shop = Shop.in(folder);
        shop.write("ingot.yml", """
                name: shop
                target: dev
                targets:
                  dev:
                    warehouse: lake
                connections:
                  lake: {type: lake, path: lake}
                  oltp: {type: postgres-cdc, host: localhost, database: shop, user: shop}
                """);
        shop.write("pipelines/shop.yml", """
                pipelines:
                  - name: orders
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders
                    load: merge
                    key: [id]
                """);

        assertThat(shop.ingot("ls").exits(2).err())
                .contains(
                        "What a connection of type postgres-cdc reads cannot be loaded by 'merge'.",
                        "pipelines/shop.yml:5",
                        "Write 'load: append'.");
    }
}
