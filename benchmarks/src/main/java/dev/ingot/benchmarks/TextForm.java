package dev.ingot.benchmarks;

import dev.ingot.api.source.Format;
import java.util.List;

/** How the rows are written as text. */
enum TextForm {
    /** Quoted where it must be, with a header. */
    CSV(
            "csv",
            "format: csv",
            "DELIMITER ',', QUOTE '\"', ESCAPE '\"', HEADER true",
            "delim = ',', quote = '\"', escape = '\"', header = true, nullstr = ''"),
    /** Tabs, no quoting, {@code \N} for null, compressed with gzip. */
    GZ_TSV(
            "tsv.gz",
            "format: tsv\n      quote: none\n      null_tokens: ['\\N']",
            "DELIMITER '\t', QUOTE '', ESCAPE '', HEADER true, NULLSTR '\\N', COMPRESSION gzip",
            "delim = '\t', quote = '', escape = '', header = true, nullstr = '\\N', compression = 'gzip'");

    final String ending;
    final String yaml;
    final String write;
    final String read;

    TextForm(String ending, String yaml, String write, String read) {
        this.ending = ending;
        this.yaml = yaml;
        this.write = write;
        this.read = read;
    }

    Format format() {
        return switch (this) {
            case CSV -> new Format.Delimited(',', '"', '"', true, null, List.of(""), 0);
            case GZ_TSV -> new Format.Delimited('\t', null, null, true, null, List.of("\\N"), 0);
        };
    }
}
