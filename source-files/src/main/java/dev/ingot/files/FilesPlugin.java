package dev.ingot.files;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Files in a folder: CSV, TSV, JSON lines, JSON arrays and Parquet; text plain or packed with gzip or zstd.
 *
 * <p>A pipeline reads each file once. What counts as the same file is its path, size and SHA-256. Names that begin
 * with {@code _} or {@code .} and {@code .crc} files are passed over. A position is a {@link FilesPosition}.
 *
 * <p>What the engine gets in {@link dev.ingot.api.source.FileRef#location()} is UTF-8 without a byte order mark, with
 * records that all end alike, an ending that tells the compression ({@code .gz}, {@code .zst} or neither), and no
 * wildcard characters in its path. Bytes that are not valid UTF-8 in a file that was not declared otherwise are left
 * for the engine to quarantine row by row.
 */
public final class FilesPlugin implements SourcePlugin {

    @Override
    public String type() {
        return "files";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(OptionSpec.required(
                        "path",
                        OptionSpec.Type.STRING,
                        "The folder that all paths of pipelines start at; relative to the project.")
                .example("data/raw"));
    }

    @Override
    public List<OptionSpec> pipelineOptions() {
        return List.of(
                OptionSpec.required(
                                "path",
                                OptionSpec.Type.STRING,
                                "Which files: a path below the connection's, with *, **, ?, [abc], {a,b}, {date}"
                                        + " (yyyyMMdd), {date:yyyy/MM/dd} and {data_source}. With {date} and no --date,"
                                        + " all dates that were not read yet are read, oldest first.")
                        .example("{date}/{data_source}.json"),
                OptionSpec.optional(
                                "data_source",
                                OptionSpec.Type.STRING,
                                "What {data_source} in the path stands for; the controller's column of this name.")
                        .example("orders"),
                OptionSpec.withDefault(
                                "format",
                                OptionSpec.Type.STRING,
                                "auto",
                                "What the files hold. auto goes by the name's ending; json looks whether it is an array"
                                        + " (or one object over several lines) or one object a line.")
                        .choices("auto", "csv", "tsv", "json", "json_lines", "json_array", "parquet"),
                OptionSpec.optional(
                                "delimiter",
                                OptionSpec.Type.STRING,
                                "What stands between fields: a character or a few (four bytes), or the word tab; a comma"
                                        + " for csv, a tab for tsv.")
                        .example(";"),
                OptionSpec.optional(
                                "quote",
                                OptionSpec.Type.STRING,
                                "The character around fields that hold delimiters or line ends, or none. A double quote"
                                        + " for csv, none for tsv (where a quote is a letter like any other).")
                        .example("none"),
                OptionSpec.optional(
                                "escape",
                                OptionSpec.Type.STRING,
                                "The character before a quote inside quotes; the quote itself where not given.")
                        .example("\\"),
                OptionSpec.withDefault(
                        "header",
                        OptionSpec.Type.BOOLEAN,
                        "true",
                        "Whether the first record names the columns (csv, tsv)."),
                OptionSpec.optional(
                                "columns",
                                OptionSpec.Type.STRINGS,
                                "The names of the columns in file order, where header is false.")
                        .example("[id, name, price]"),
                OptionSpec.withDefault(
                                "encoding",
                                OptionSpec.Type.STRING,
                                "auto",
                                "How text is written. auto follows a byte order mark and is UTF-8 without one; utf-16"
                                        + " needs one. Bytes that are not valid in a declared encoding are an error.")
                        .choices(TextEncoding.keys()),
                OptionSpec.withDefault(
                                "compression",
                                OptionSpec.Type.STRING,
                                "auto",
                                "How text files are packed. auto looks at the content; checksums are always verified.")
                        .choices("auto", "none", "gzip", "zstd"),
                OptionSpec.optional(
                                "null_tokens",
                                OptionSpec.Type.STRINGS,
                                "Fields that mean null. For csv and tsv a blank field does, and nothing else (NA is a"
                                        + " word) unless a list is given, which then replaces this; for JSON none.")
                        .example("['', '\\N']"),
                OptionSpec.withDefault(
                        "skip_lines",
                        OptionSpec.Type.INTEGER,
                        "0",
                        "Lines before the header that are not data (csv, tsv)."),
                OptionSpec.withDefault(
                        "header_rows",
                        OptionSpec.Type.INTEGER,
                        "1",
                        "How many records make the header; a column's name is what they say, with a blank between."),
                OptionSpec.withDefault(
                        "trailing_delimiter",
                        OptionSpec.Type.BOOLEAN,
                        "false",
                        "Whether a delimiter at the end of a record means nothing. Without it, one that the header has"
                                + " not is a field too many."),
                OptionSpec.withDefault(
                                "bare_quotes",
                                OptionSpec.Type.STRING,
                                "judge",
                                "What a quote inside an unquoted field means (Pipe 5\" long). judge: data, but where a"
                                        + " later unquoted field of the record ends in one, a delimiter is lost and the"
                                        + " record is quarantined; keep: always data; quarantine: never.")
                        .choices("judge", "keep", "quarantine"),
                OptionSpec.withDefault(
                        "trim",
                        OptionSpec.Type.BOOLEAN,
                        "false",
                        "Whether blanks and tabs around a value are no part of it, quoted or not (csv, tsv)."),
                OptionSpec.withDefault(
                                "on_changed_file",
                                OptionSpec.Type.STRING,
                                "fail",
                                "What to do with a file that was read and has other content now: fail, reload (right for"
                                        + " a merge; an append gets its rows twice) or ignore.")
                        .choices("fail", "reload", "ignore"),
                OptionSpec.withDefault(
                        "max_batch_bytes",
                        OptionSpec.Type.SIZE,
                        "4GB",
                        "Files up to this size together are loaded and committed at once. A file is never cut."),
                OptionSpec.withDefault(
                        "max_batch_files",
                        OptionSpec.Type.INTEGER,
                        Integer.toString(FilesOptions.DEFAULT_BATCH_FILES),
                        "How many files are loaded and committed at once."),
                OptionSpec.withDefault(
                                "order",
                                OptionSpec.Type.STRING,
                                "name",
                                "Which file comes first, within a date: by path, or by time of change. Of rows with the"
                                        + " same key the later file's wins.")
                        .choices("name", "modified"),
                OptionSpec.withDefault(
                                "missing",
                                OptionSpec.Type.STRING,
                                "fail",
                                "What it means that no file matches at all: fail, or ok.")
                        .choices("ok", "fail"));
    }

    @Override
    public Source open(String name, Map<String, Object> options, Path project, Path work) {
        Path root = project.resolve(String.valueOf(options.get("path")))
                .toAbsolutePath()
                .normalize();
        return new FilesSource(name, root, work);
    }
}
