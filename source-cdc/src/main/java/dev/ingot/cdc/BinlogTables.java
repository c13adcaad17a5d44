package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The tables of those that follow a binary log, as the log describes them before their rows, and what its rows are to
 * them. Rows of other tables are not even decoded. For one thread.
 */
final class BinlogTables {

    private final List<Member> following;
    private final Function<CapturedTable, BinlogCatalog> catalogs;
    private final Map<CapturedTable, BinlogCatalog> known = new HashMap<>();
    private final Map<Member, TableShape> shapes = new HashMap<>();
    private final Map<Long, List<Described>> described = new HashMap<>();

    private record Described(Member member, BinlogTable table) {}

    /**
     * @param catalogs what the server's catalog says of a table now
     */
    BinlogTables(List<Member> following, Function<CapturedTable, BinlogCatalog> catalogs) {
        this.following = List.copyOf(following);
        this.catalogs = catalogs;
    }

    /** The log's numbers of tables mean others from here on. */
    void forget() {
        described.clear();
    }

    /** How a table looked last; without columns where nothing was read of it. */
    TableShape shape(Member member) {
        CapturedTable table = member.table();
        return shapes.getOrDefault(member, new TableShape(table.schema(), table.name(), List.of()));
    }

    void describe(BinlogEvent event) {
        BinlogTable.Name name = BinlogTable.name(event.body());
        List<Described> tables = new ArrayList<>();
        for (Member member : following) {
            CapturedTable table = member.table();
            if (member.takes()
                    && name.database().equals(table.schema())
                    && name.table().equals(table.name())) {
                describe(event, member, known.computeIfAbsent(table, catalogs), tables);
            }
        }
        if (!tables.isEmpty()) {
            described.put(BinlogRows.tableOf(event), tables);
        }
    }

    private void describe(BinlogEvent event, Member member, BinlogCatalog catalog, List<Described> to) {
        try {
            BinlogTable table = BinlogTable.of(event.body(), catalog, member.table());
            if (!table.shape().equals(shapes.get(member))) {
                shapes.put(member, table.shape());
            }
            to.add(new Described(member, table));
        } catch (IngotException e) {
            member.fail(e);
        }
    }

    void rows(BinlogEvent event) throws IOException {
        for (Described one : described.getOrDefault(BinlogRows.tableOf(event), List.of())) {
            rows(event, one.member(), one.table());
        }
    }

    private void rows(BinlogEvent event, Member member, BinlogTable table) throws IOException {
        TableShape shape = shape(member);
        BinlogRows rows = new BinlogRows(event, table);
        while (member.takes() && rows.hasNext()) {
            BinlogRows.Row row = rows.next();
            if (row.op() == 'c' && row.after() != null && row.after().values().contains(Message.UNCHANGED)) {
                member.fail(member.table()
                        .lost("A row was logged without some of its values: binlog_row_image is not FULL."));
            } else {
                member.change(shape, row.op(), row.before(), row.keyOnly(), row.after());
            }
        }
    }

    /** Whoever follows the table that this event is of goes on no more. */
    void fail(BinlogEvent event, String why) {
        described
                .getOrDefault(BinlogRows.tableOf(event), List.of())
                .forEach(one -> one.member().fail(one.member().table().lost(why)));
    }
}
