package dev.ingot.api.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the bytes of a file become records; the engine reads all of these by itself. */
public sealed interface Format {

    /**
     * Text with a delimiter, one record a line unless quoted. Encoding is UTF-8 by the time the engine sees it.
     *
     * @param delimiter one to four bytes of UTF-8
     * @param quote null: quotes are ordinary characters (IMDb's TSV)
     * @param escape the character before a quote inside quotes, usually the quote itself; null without quotes
     * @param header whether the first record names the columns
     * @param columns names in file order; needed where there is no header, else null: taken from the header
     * @param nullTokens values that mean null when the whole field equals one of them, unquoted or not
     * @param skipLines lines before the header that are not data
     * @param headerRows how many records make the header together, 1 as a rule; their fields are joined by a blank
     * @param trailingDelimiter each record, the header too, may end in a delimiter that means nothing
     * @param bareQuotes what a quote inside an unquoted field means
     * @param trim whether blanks around a value are no part of it, quoted or not
     */
    record Delimited(
            String delimiter,
            @Nullable Character quote,
            @Nullable Character escape,
            boolean header,
            @Nullable List<String> columns,
            List<String> nullTokens,
            int skipLines,
            int headerRows,
            boolean trailingDelimiter,
            BareQuotes bareQuotes,
            boolean trim)
            implements Format {

        /** What a quote inside an unquoted field means. */
        public enum BareQuotes {
            /** Data, unless a later unquoted field of the record ends in one: then a delimiter is lost between them. */
            JUDGE,
            /** Data. */
            KEEP,
            /** The record is broken. */
            QUARANTINE
        }

        /** As most files are. */
        public Delimited(
                char delimiter,
                @Nullable Character quote,
                @Nullable Character escape,
                boolean header,
                @Nullable List<String> columns,
                List<String> nullTokens,
                int skipLines) {
            this(
                    String.valueOf(delimiter),
                    quote,
                    escape,
                    header,
                    columns,
                    nullTokens,
                    skipLines,
                    1,
                    false,
                    BareQuotes.JUDGE,
                    false);
        }

        public Delimited {
            columns = columns == null ? null : List.copyOf(columns);
            nullTokens = List.copyOf(nullTokens);
        }
    }

    /** One JSON object a line. */
    record JsonLines(List<String> nullTokens) implements Format {
        public JsonLines {
            nullTokens = List.copyOf(nullTokens);
        }
    }

    /**
     * A row of a source that says itself of which types its columns are, as one JSON object. A value that does not fit
     * its column is bad, and makes no column wider.
     */
    record TypedJson() implements Format {}

    /** One JSON array of objects, or one object, over the whole file. */
    record JsonArray(List<String> nullTokens) implements Format {
        public JsonArray {
            nullTokens = List.copyOf(nullTokens);
        }
    }

    record Parquet() implements Format {}
}
