package dev.ingot.cdc;

/** The changes of a MariaDB, 10.5 and newer. Stateless. */
public final class MariaDbCdcPlugin extends BinlogCdcPlugin {

    public MariaDbCdcPlugin() {
        super(true);
    }

    @Override
    public String type() {
        return "mariadb-cdc";
    }
}
