package dev.ingot.cdc;

import dev.ingot.testing.BinlogServers;

class MariaDbChangesTest extends BinlogChangesTest {

    MariaDbChangesTest() {
        super(BinlogServers.MARIADB);
    }
}
