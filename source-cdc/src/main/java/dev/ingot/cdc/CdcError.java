package dev.ingot.cdc;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong between a database's log and the engine. */
public enum CdcError implements ErrorCode {
    UNREACHABLE(
            "001",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The database of a CDC connection cannot be reached",
            "The server did not answer, refused the login, or closed the connection. The next run goes on where the last"
                    + " commit stands; the server keeps what comes meanwhile."),
    NOT_READY(
            "002",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The database does not give its changes yet",
            "PostgreSQL needs wal_level = logical, a user with the attribute REPLICATION who sees all rows, a free"
                    + " replication slot, and a publication that gives all rows, columns and kinds of changes of the table."
                    + " Views, foreign, unlogged and temporary tables and tables from which others inherit cannot be read."
                    + " MariaDB and MySQL need a binary log of whole rows with the names of their columns that leaves no"
                    + " database out, a user who may read it, and a table with transactions and without a history of its"
                    + " own. The message has the SQL to run."),
    NO_IDENTITY(
            "003",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The rows of a table cannot be told apart",
            "The table or one of its partitions has no replica identity: no primary key, one that is DEFERRABLE, the"
                    + " identity NOTHING, or an index that is gone. If it were published, PostgreSQL would refuse every"
                    + " UPDATE and DELETE of the application, so Ingot does not publish it. Or partitions have another"
                    + " identity than their table, so the log has other columns of their old rows. Give it a primary key,"
                    + " or let PostgreSQL log whole rows with REPLICA IDENTITY FULL."),
    STREAM_LOST(
            "004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The log no longer has all changes since the last run",
            "The replication slot was dropped, made anew, overtaken by max_slot_wal_keep_size, or belongs to another"
                    + " server; or the binary log was removed, begun anew, is another server's, or has changes of which"
                    + " it does not say the rows. Going on would leave a gap that nobody sees. A full refresh takes the table as it is now and goes on from there."),
    BAD_POSITION(
            "005",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A stored position is not one of a database's log",
            "The text that a batch left in the table was written by another kind of source or by a newer Ingot."),
    INTERRUPTED(
            "006",
            ErrorKind.USER,
            ExitCode.INTERRUPTED,
            "Reading changes was interrupted",
            "The run was asked to stop. What was committed stays; the rest comes with the next run."),
    SLOT_BUSY(
            "007",
            ErrorKind.EXTERNAL,
            ExitCode.LOCKED,
            "Somebody else reads from the replication slot",
            "A slot has one reader, and all pipelines of a connection share one slot. Another run of this project, or"
                    + " another program, reads from it. Wait for it or end it; a second project needs a slot of its own"
                    + " (slot: in the connection)."),
    DATABASE(
            "008",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "The database refused a statement",
            "The message is the server's own."),
    BAD_OPTION(
            "009",
            ErrorKind.USER,
            ExitCode.USAGE,
            "An option of a CDC pipeline is not valid",
            "The keys of the pipeline's from: block hold a value that does not fit."),
    SPOOL(
            "010",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "Changes cannot be kept on disk",
            "Changes wait in a file of the work folder until their transaction ends. The folder is full or may not be"
                    + " written."),
    KEEPS_LOG(
            "011",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A replication slot keeps much of the server's log",
            "The server keeps its log until the slot's reader has confirmed it. A pipeline that does not run any more"
                    + " fills the server's disk. Run it, or drop its slot."),
    WAITS(
            "013",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "More changes came than may wait",
            "Changes that were read wait in files of the work folder until their table is loaded. So that a long pause, or a"
                    + " table that cannot be loaded, does not fill the disk, no more is read than max_waiting_bytes of the"
                    + " connection says; the rest waits in the server's log."),
    UNLOGGED_CHANGES(
            "012",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A table changes in ways that the log does not have",
            "InnoDB deletes and updates rows of a table by itself where a foreign key says CASCADE or SET NULL, and does"
                    + " not write that to the binary log. A copy of the table would keep rows that are gone.");

    private final Entry entry;

    CdcError(String number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry("INGOT-CDC-" + number, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
