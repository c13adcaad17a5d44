package dev.ingot.cdc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which character set a collation of the server has: the log names collations by number only. Immutable. */
final class BinlogCharsets {

    /** The collation of bytes. */
    private static final int BINARY = 63;

    /** Where Java has another name; MySQL's latin1 is Microsoft's. */
    private static final Map<String, String> JAVA = Map.ofEntries(
            Map.entry("utf8", "UTF-8"),
            Map.entry("utf8mb3", "UTF-8"),
            Map.entry("utf8mb4", "UTF-8"),
            Map.entry("ascii", "US-ASCII"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"),
            Map.entry("utf32", "UTF-32BE"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("macce", "x-MacCentralEurope"),
            Map.entry("macroman", "x-MacRoman"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("eucjpms", "x-eucJP-Open"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gbk", "GBK"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("big5", "Big5"),
            Map.entry("tis620", "TIS-620"));

    private final Map<Integer, String> names;

    private BinlogCharsets(Map<Integer, String> names) {
        this.names = Map.copyOf(names);
    }

    static BinlogCharsets of(Connection sql) {
        Map<Integer, String> names = new HashMap<>();
        // Newer collations of MariaDB have one number for each character set, and only one of the two tables has them.
        boolean several = !Server.rows(
                        sql,
                        "SELECT 1 FROM information_schema.columns WHERE table_schema = 'information_schema' AND"
                                + " table_name = 'COLLATION_CHARACTER_SET_APPLICABILITY' AND column_name = 'ID'",
                        row -> 1)
                .isEmpty();
        String table = several ? "COLLATION_CHARACTER_SET_APPLICABILITY" : "COLLATIONS";
        List<Map.Entry<Integer, String>> found = Server.rows(
                sql,
                "SELECT ID, CHARACTER_SET_NAME FROM information_schema." + table + " WHERE ID IS NOT NULL",
                row -> Map.entry(row.getInt(1), row.getString(2)));
        found.forEach(entry -> names.put(entry.getKey(), entry.getValue()));
        return new BinlogCharsets(names);
    }

    static boolean isBinary(int collation) {
        return collation == BINARY;
    }

    /** The character set of a collation; null where its text cannot be read here. */
    @Nullable
    Charset of(int collation) {
        String name = names.get(collation);
        if (name == null) {
            return null;
        }
        if (name.startsWith("utf8")) {
            return StandardCharsets.UTF_8;
        }
        String java = JAVA.get(name);
        return java != null && Charset.isSupported(java) ? Charset.forName(java) : null;
    }
}
