package dev.ingot.cdc;

import dev.ingot.testing.BinlogServers;

class MySqlChangesTest extends BinlogChangesTest {

    MySqlChangesTest() {
        super(BinlogServers.MYSQL);
    }
}
