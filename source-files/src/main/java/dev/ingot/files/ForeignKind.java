package dev.ingot.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Kinds of files that would be garbage as text, known by how they begin. */
enum ForeignKind {
    ZIP("504b0304", "a zip archive (or a spreadsheet: .xlsx is one)", "Unpack it, or save the sheet as CSV."),
    ZIP_EMPTY("504b0506", "an empty zip archive", "Unpack what is meant."),
    BZIP2("425a68", "packed with bzip2", "Unpack it, or pack it with gzip or zstd."),
    XZ("fd377a585a00", "packed with xz", "Unpack it, or pack it with gzip or zstd."),
    SEVEN_ZIP("377abcaf271c", "a 7-Zip archive", "Unpack it."),
    LZ4("04224d18", "packed with lz4", "Unpack it, or pack it with gzip or zstd."),
    SNAPPY("ff060000734e61507059", "packed with snappy", "Unpack it, or pack it with gzip or zstd."),
    OLE("d0cf11e0a1b11ae1", "an old Office document (.xls)", "Save the sheet as CSV."),
    PDF("255044462d", "a PDF document", "Export its table as CSV."),
    SQLITE("53514c69746520666f726d6174203300", "an SQLite database", "Export its tables as CSV."),
    AVRO("4f626a01", "an Avro file", "Convert it to Parquet."),
    ORC("4f5243", "an ORC file", "Convert it to Parquet."),
    PARQUET("50415231", "a Parquet file", "Set format: parquet, or leave the format to the name's ending."),
    ARROW("4152524f5731", "an Arrow file", "Convert it to Parquet.");

    private final String magic;
    private final String description;
    private final String fix;

    ForeignKind(String magic, String description, String fix) {
        this.magic = magic;
        this.description = description;
        this.fix = fix;
    }

    String description() {
        return description;
    }

    String fix() {
        return fix;
    }

    /** The kind of a file that is about to be read as text. */
    static Optional<ForeignKind> of(byte[] head) {
        return Arrays.stream(values()).filter(kind -> kind.begins(head)).findFirst();
    }

    private boolean begins(byte[] head) {
        byte[] bytes = HexFormat.of().parseHex(magic);
        if (head.length < bytes.length || !Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length)) {
            return false;
        }
        // These begin with plain letters, as a text may: only bytes that no text has make it certain.
        return switch (this) {
            case BZIP2 -> head.length >= 10 && new String(head, 4, 6, StandardCharsets.ISO_8859_1).equals("1AY&SY");
            case ORC, PARQUET, ARROW -> binary(head);
            default -> true;
        };
    }

    private static boolean binary(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < 9) {
                return true;
            }
        }
        return false;
    }
}
