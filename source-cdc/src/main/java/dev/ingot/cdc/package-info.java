/**
 * The changes of databases as a source: start reading at {@link dev.ingot.cdc.PostgresCdcPlugin}, and for MariaDB and MySQL
 * at {@link dev.ingot.cdc.BinlogCdcPlugin}.
 */
@NullMarked
package dev.ingot.cdc;

import org.jspecify.annotations.NullMarked;
