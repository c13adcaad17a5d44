package dev.ingot.cdc;

/** What only a MariaDB has. */
class MariaDbCdcTest extends BinlogCdcTest {

    MariaDbCdcTest() {
        super(BinlogServers.MARIADB);
    }
}
