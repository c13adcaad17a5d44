package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Relation;
import dev.ingot.api.table.Column;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A table as it was at the moment in which its slot was made, read with {@code COPY} while the engine takes the rows.
 * For one thread.
 */
final class Snapshot implements AutoCloseable {

    private final Connection sql;
    private final TableShape shape;
    private final LogSequenceNumber lsn;

    private Snapshot(Connection sql, TableShape shape, LogSequenceNumber lsn) {
        this.sql = sql;
        this.shape = shape;
        this.lsn = lsn;
    }

    /**
     * Makes the slot {@code name} anew and sees the table as of then.
     *
     * @param replication must stay idle until this returns
     */
    static Snapshot take(Server server, Connection replication, String name, CapturedTable table) {
        Connection sql = server.sql();
        try (Connection lock = server.sql()) {
            // No rewrite of the table between slot and snapshot: it would look empty from the snapshot.
            lock.setAutoCommit(false);
            Server.execute(lock, "LOCK TABLE " + table.sql() + " IN ACCESS SHARE MODE");
            Slots.Created created = Slots.create(replication, name);
            for (String setting : ChangeStream.SESSION) {
                Server.execute(sql, "SET " + setting);
            }
            Server.execute(sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Server.execute(sql, "SET TRANSACTION SNAPSHOT " + Server.text(created.snapshot()));
            Server.execute(sql, "LOCK TABLE " + table.sql() + " IN ACCESS SHARE MODE");
            lock.rollback();
            return new Snapshot(sql, table.shape(sql), created.lsn());
        } catch (SQLException e) {
            closeQuietly(sql);
            throw Server.failed(e, "Taking a snapshot of " + table);
        } catch (RuntimeException e) {
            closeQuietly(sql);
            throw e;
        }
    }

    private static void closeQuietly(Connection sql) {
        try {
            sql.close();
        } catch (SQLException e) {
            System.getLogger(Snapshot.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
        }
    }

    LogSequenceNumber lsn() {
        return lsn;
    }

    Batch batch(CdcPosition position) {
        List<Column> columns = Stream.concat(
                        ChangeLog.OWN.stream(), shape.columns().stream().map(ShapeColumn::column))
                .toList();
        String origin = shape.schema() + "." + shape.table();
        return new Batch(new Relation.Rows(origin, columns, this::rows, 0), position.json());
    }

    private Iterator<Object[]> rows() {
        String names =
                shape.columns().stream().map(column -> Server.id(column.name())).collect(Collectors.joining(", "));
        String copy = "COPY (SELECT " + names + " FROM " + Server.id(shape.schema()) + "." + Server.id(shape.table())
                + ") TO STDOUT";
        try {
            return new Rows(sql.unwrap(PGConnection.class).getCopyAPI().copyOut(copy));
        } catch (SQLException e) {
            throw Server.failed(e, "Reading " + shape.schema() + "." + shape.table());
        }
    }

    private final class Rows implements Iterator<Object[]> {
        private final CopyOut copy;
        private byte @Nullable [] line;
        private long ordinal;

        Rows(CopyOut copy) throws SQLException {
            this.copy = copy;
            this.line = copy.readFromCopy();
        }

        @Override
        public boolean hasNext() {
            return line != null;
        }

        @Override
        public Object[] next() {
            byte[] current = line;
            if (current == null) {
                throw new NoSuchElementException();
            }
            List<@Nullable String> values = fields(current);
            if (values.size() != shape.columns().size()) {
                throw Problem.of(
                                CdcError.DATABASE,
                                "COPY gave " + values.size() + " values for "
                                        + shape.columns().size() + " columns of " + shape.schema() + "." + shape.table()
                                        + ".")
                        .toException();
            }
            try {
                line = copy.readFromCopy();
            } catch (SQLException e) {
                throw Server.failed(e, "Reading " + shape.schema() + "." + shape.table());
            }
            return ChangeLog.snapshotRow(shape, values, lsn, ++ordinal);
        }
    }

    /**
     * The fields of a line in COPY's text format: tabs between, a line feed at the end, {@code \N} for null, a backslash
     * before what is special.
     */
    static List<@Nullable String> fields(byte[] line) {
        List<@Nullable String> fields = new ArrayList<>();
        byte[] buffer = new byte[line.length];
        int length = 0;
        boolean isNull = false;
        for (int i = 0; i < line.length; i++) {
            byte b = line[i];
            if (b == '\t' || b == '\n') {
                fields.add(isNull ? null : new String(buffer, 0, length, StandardCharsets.UTF_8));
                length = 0;
                isNull = false;
            } else if (b == '\\') {
                byte escaped = line[++i];
                isNull = escaped == 'N';
                buffer[length++] = unescaped(escaped);
            } else {
                buffer[length++] = b;
            }
        }
        return fields;
    }

    private static byte unescaped(byte b) {
        return switch (b) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> b;
        };
    }

    @Override
    public void close() {
        closeQuietly(sql);
    }
}
