package dev.ingot.cdc;

/** The changes of a MySQL, 8.0 and newer. Stateless. */
public final class MySqlCdcPlugin extends BinlogCdcPlugin {

    public MySqlCdcPlugin() {
        super(false);
    }

    @Override
    public String type() {
        return "mysql-cdc";
    }
}
