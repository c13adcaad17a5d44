package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
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
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A table as it was at one place of the log, read with {@code COPY} while the engine takes the rows. For one thread.
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

    /** Sees the table as it is now, and knows which changes come after that. */
    static Snapshot take(Server server, CapturedTable table) {
        Connection sql = server.sql();
        // A slot for a moment: its making says where in the log the snapshot stands.
        String name = "ingot_snapshot_" + UUID.randomUUID().toString().replace('-', '_');
        try (Connection lock = server.sql();
                Connection replication = server.replication()) {
            // No rewrite of the table between slot and snapshot: it would look empty from the snapshot.
            lock.setAutoCommit(false);
            Server.execute(lock, "LOCK TABLE " + table.sql() + " IN ACCESS SHARE MODE");
            Slots.Created created = Slots.createTemporary(replication, name);
            for (String setting : ChangeStream.SESSION) {
                Server.execute(sql, "SET " + setting);
            }
            Server.execute(sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Server.execute(sql, "SET TRANSACTION SNAPSHOT " + Server.text(created.snapshot()));
            Server.execute(sql, "LOCK TABLE " + table.sql() + " IN ACCESS SHARE MODE");
            lock.rollback();
            return new Snapshot(sql, table.shape(sql), created.lsn());
        } catch (SQLException e) {
            Server.closeQuietly(sql);
            throw Server.failed(e, "Taking a snapshot of " + table);
        } catch (RuntimeException e) {
            Server.closeQuietly(sql);
            throw e;
        }
    }

    LogSequenceNumber lsn() {
        return lsn;
    }

    Relation.Rows rows() {
        List<Column> columns = Stream.concat(
                        ChangeLog.OWN.stream(), shape.columns().stream().map(ShapeColumn::column))
                .toList();
        return new Relation.Rows(shape.schema() + "." + shape.table(), columns, this::copy, 0);
    }

    private Iterator<Object[]> copy() {
        String names =
                shape.columns().stream().map(column -> Server.id(column.name())).collect(Collectors.joining(", "));
        String statement = "COPY (SELECT " + names + " FROM " + Server.id(shape.schema()) + "."
                + Server.id(shape.table()) + ") TO STDOUT";
        try {
            return new Rows(sql.unwrap(PGConnection.class).getCopyAPI().copyOut(statement));
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
        Server.closeQuietly(sql);
    }
}
