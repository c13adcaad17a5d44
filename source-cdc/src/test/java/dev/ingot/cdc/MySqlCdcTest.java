package dev.ingot.cdc;

/** What only a MySQL has. */
class MySqlCdcTest extends BinlogCdcTest {

    MySqlCdcTest() {
        super(BinlogServers.MYSQL);
    }
}
