package dev.ingot.cdc;

import static dev.ingot.cdc.BinlogEvent.bytes;
import static dev.ingot.cdc.BinlogEvent.littleEndian;
import static dev.ingot.cdc.BinlogEvent.packed;
import static dev.ingot.cdc.BinlogEvent.text;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.DataType;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A table at one place of the log, as the event before its rows describes it: with {@code binlog_row_metadata = FULL} all
 * there is to know, so that no history of schemas is needed.
 *
 * @param shape without columns that are left out
 * @param values how to read each column of the log's rows
 * @param leftOut which of these are left out
 */
record BinlogTable(TableShape shape, List<BinlogValue> values, BitSet leftOut) {

    BinlogTable {
        values = List.copyOf(values);
    }

    /** The names at the beginning of the event; the rest need not be read for tables that nobody wants. */
    record Name(String database, String table) {}

    static Name name(ByteBuffer event) {
        ByteBuffer in = event.duplicate();
        in.position(8);
        String database = text(in, in.get() & 0xff);
        in.get();
        return new Name(database, text(in, in.get() & 0xff));
    }

    static BinlogTable of(ByteBuffer event, BinlogCatalog catalog, CapturedTable captured) {
        return new Reading(event.duplicate().order(event.order()), catalog, captured).table();
    }

    /** Reads one event. The format is that of MySQL's {@code Table_map_event}. */
    private static final class Reading {

        private static final int SIGNS = 1;
        private static final int CHARSET = 2;
        private static final int CHARSETS = 3;
        private static final int NAMES = 4;
        private static final int SET_VALUES = 5;
        private static final int ENUM_VALUES = 6;
        private static final int KEY = 8;
        private static final int KEY_PREFIXES = 9;
        private static final int CHOICE_CHARSET = 10;
        private static final int CHOICE_CHARSETS = 11;

        private final BinlogCatalog catalog;
        private final CapturedTable captured;
        private final int[] types;
        private final int[] metas;
        private final Map<Integer, byte[]> extras = new HashMap<>();

        Reading(ByteBuffer in, BinlogCatalog catalog, CapturedTable captured) {
            this.catalog = catalog;
            this.captured = captured;
            in.position(8);
            in.position(in.position() + 1 + (in.get(in.position()) & 0xff) + 1);
            in.position(in.position() + 1 + (in.get(in.position()) & 0xff) + 1);
            types = new int[packed(in)];
            metas = new int[types.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = in.get() & 0xff;
            }
            packed(in);
            for (int i = 0; i < types.length; i++) {
                meta(in, i);
            }
            in.position(in.position() + (types.length + 7) / 8);
            while (in.hasRemaining()) {
                int field = in.get() & 0xff;
                extras.put(field, bytes(in, packed(in)));
            }
        }

        private void meta(ByteBuffer in, int i) {
            switch (types[i]) {
                case BinlogType.FLOAT,
                        BinlogType.DOUBLE,
                        BinlogType.BLOB,
                        BinlogType.JSON,
                        BinlogType.GEOMETRY,
                        BinlogType.TIME2,
                        BinlogType.DATETIME2,
                        BinlogType.TIMESTAMP2 -> metas[i] = in.get() & 0xff;
                case BinlogType.BIT, BinlogType.VARCHAR -> metas[i] = littleEndian(in, 2);
                case BinlogType.NEWDECIMAL -> metas[i] = littleEndian(in, 2);
                case BinlogType.STRING, BinlogType.VAR_STRING, BinlogType.ENUM, BinlogType.SET -> {
                    int real = in.get() & 0xff;
                    int rest = in.get() & 0xff;
                    boolean choice = real == BinlogType.ENUM || real == BinlogType.SET;
                    types[i] = choice ? real : types[i];
                    metas[i] = choice ? rest : (real << 8) | rest;
                }
                default -> metas[i] = 0;
            }
        }

        BinlogTable table() {
            List<String> names = names();
            BitSet unsigned = signs();
            int[] strings = collations(CHARSET, CHARSETS, Reading::isString);
            int[] choices = collations(CHOICE_CHARSET, CHOICE_CHARSETS, Reading::isChoice);
            List<List<String>> enums = values(ENUM_VALUES, choices, BinlogType.ENUM);
            List<List<String>> sets = values(SET_VALUES, choices, BinlogType.SET);
            Set<Integer> key = key();
            List<ShapeColumn> columns = new ArrayList<>();
            List<BinlogValue> values = new ArrayList<>();
            BitSet left = new BitSet();
            int enumsSeen = 0;
            int setsSeen = 0;
            for (int i = 0; i < types.length; i++) {
                boolean binary = isString(types[i]) && BinlogCharsets.isBinary(strings[i]);
                Charset charset = isString(types[i]) && !binary ? charset(strings[i], names.get(i)) : null;
                List<String> choosable = switch (types[i]) {
                    case BinlogType.ENUM -> enums.get(enumsSeen++);
                    case BinlogType.SET -> sets.get(setsSeen++);
                    default -> List.of();
                };
                boolean uuid = binary && catalog.isUuid(names.get(i)) && BinlogValue.isUuid(types[i], metas[i]);
                DataType type = BinlogType.of(
                        uuid ? BinlogType.UUID : types[i],
                        unsigned.get(i),
                        binary,
                        metas[i] & 0xff,
                        (metas[i] >> 8) & 0xff);
                if (catalog.isLeftOut(names.get(i))) {
                    left.set(i);
                } else {
                    columns.add(new ShapeColumn(names.get(i), type, key.contains(i)));
                }
                BinlogValue value = BinlogValue.of(
                        uuid ? BinlogType.UUID : types[i], metas[i], unsigned.get(i), charset, choosable);
                if (value == null) {
                    throw unreadable("the column " + names.get(i) + " has the type number " + types[i]);
                }
                values.add(value);
            }
            return new BinlogTable(new TableShape(captured.schema(), captured.name(), columns), values, left);
        }

        private List<String> names() {
            byte[] field = extras.get(NAMES);
            if (field == null) {
                throw captured.lost("The log does not name the columns of " + captured
                        + ": it was written with binlog_row_metadata = MINIMAL.");
            }
            List<String> names = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(field);
            while (in.hasRemaining()) {
                names.add(text(in, packed(in)));
            }
            return names;
        }

        /** One bit for each number, the highest first. */
        private BitSet signs() {
            BitSet unsigned = new BitSet();
            byte[] field = extras.get(SIGNS);
            int number = 0;
            for (int i = 0; field != null && i < types.length; i++) {
                if (isNumber(types[i])) {
                    if ((field[number / 8] & 0x80 >> (number % 8)) != 0) {
                        unsigned.set(i);
                    }
                    number++;
                }
            }
            return unsigned;
        }

        /** The collation of each column, given as a default with exceptions, or one by one. */
        private int[] collations(int byDefault, int oneByOne, IntPredicate is) {
            int[] collations = new int[types.length];
            byte[] exceptions = extras.get(byDefault);
            byte[] all = extras.get(oneByOne);
            Map<Integer, Integer> special = new HashMap<>();
            int otherwise = 0;
            if (exceptions != null) {
                ByteBuffer in = ByteBuffer.wrap(exceptions).order(ByteOrder.LITTLE_ENDIAN);
                otherwise = packed(in);
                while (in.hasRemaining()) {
                    special.put(packed(in), packed(in));
                }
            } else if (all != null) {
                ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
                while (in.hasRemaining()) {
                    special.put(special.size(), packed(in));
                }
            }
            int number = 0;
            for (int i = 0; i < types.length; i++) {
                if (is.test(types[i])) {
                    collations[i] = special.getOrDefault(number++, otherwise);
                }
            }
            return collations;
        }

        private List<List<String>> values(int field, int[] collations, int type) {
            List<List<String>> values = new ArrayList<>();
            byte[] all = extras.get(field);
            if (all == null) {
                return values;
            }
            ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < types.length; i++) {
                if (types[i] == type) {
                    Charset charset = charset(collations[i], "");
                    List<String> names = new ArrayList<>();
                    for (int left = packed(in); left > 0; left--) {
                        names.add(new String(bytes(in, packed(in)), charset));
                    }
                    values.add(names);
                }
            }
            return values;
        }

        private Set<Integer> key() {
            Set<Integer> key = new HashSet<>();
            byte[] simple = extras.get(KEY);
            byte[] prefixes = extras.get(KEY_PREFIXES);
            ByteBuffer in = ByteBuffer.wrap(simple != null ? simple : prefixes != null ? prefixes : new byte[0])
                    .order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                key.add(packed(in));
                if (simple == null) {
                    packed(in);
                }
            }
            return key;
        }

        private Charset charset(int collation, String column) {
            Charset charset = catalog.charsets().of(collation);
            if (charset == null) {
                throw unreadable("the text of column " + column + " has the collation number " + collation);
            }
            return charset;
        }

        private IngotException unreadable(String why) {
            return Problem.of(CdcError.DATABASE, "The rows of " + captured + " cannot be read: " + why + ".")
                    .fix("Give the column another type or character set.")
                    .toException();
        }

        private static boolean isNumber(int type) {
            return switch (type) {
                case BinlogType.TINY,
                        BinlogType.SHORT,
                        BinlogType.INT24,
                        BinlogType.LONG,
                        BinlogType.LONGLONG,
                        BinlogType.NEWDECIMAL,
                        BinlogType.FLOAT,
                        BinlogType.DOUBLE,
                        BinlogType.YEAR -> true;
                default -> false;
            };
        }

        private static boolean isString(int type) {
            return switch (type) {
                case BinlogType.VARCHAR, BinlogType.VAR_STRING, BinlogType.STRING, BinlogType.BLOB -> true;
                default -> false;
            };
        }

        private static boolean isChoice(int type) {
            return type == BinlogType.ENUM || type == BinlogType.SET;
        }
    }
}
