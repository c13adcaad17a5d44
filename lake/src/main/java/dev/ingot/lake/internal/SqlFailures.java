package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns DuckDB's messages into problems. A message is {@code <Category> Error: <what>}, then hints, then
 * {@code LINE n: <text>} with a row of carets under the spot; long lines are shortened with dots at either end.
 */
final class SqlFailures {

    private static final Pattern CATEGORY = Pattern.compile("^(?:[\\w.]+Exception: )?([A-Z][A-Za-z ]*?) ?Error: ", 0);
    private static final Pattern LINE = Pattern.compile("\\R\\R?(LINE (\\d+): )(.*)\\R( *)\\^+");
    private static final Pattern NO_TABLE = Pattern.compile(
            "Table with name \"?(.+?)\"? does not exist(?:!| because (?:schema|catalog))", Pattern.DOTALL);
    private static final Pattern DID_YOU_MEAN = Pattern.compile("(?m)^(Did you mean .*?)$");

    /** Of failures with files those that are not this machine's, or somebody else's lock. */
    private static final Pattern MAY_PASS =
            Pattern.compile("\\block\\b|connection|http|timed? ?out", Pattern.CASE_INSENSITIVE);

    /** Before the way out, in what our own SQL reports with {@code error}. */
    private static final String FIX = "Fix: ";

    private static final int SHOWN = 100;

    private SqlFailures() {}

    /** SQL text for {@code error}, with a value in it and the way out. */
    static String message(String before, String value, String after, String fix) {
        return Sql.text(before) + " || left(replace(CAST(" + value + " AS VARCHAR), chr(10), ' '), " + SHOWN + ") || "
                + Sql.text(after + "\n" + FIX + fix);
    }

    /**
     * @param executed what the engine was given
     * @param written the part of it that the user wrote; line numbers are counted in it
     */
    static IngotException translate(SQLException failure, String executed, String written) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Optional<Problem> file = WriteFailures.in(message).or(() -> DataFiles.named(message));
        if (file.isPresent()) {
            return new IngotException(file.get(), failure);
        }
        Matcher category = CATEGORY.matcher(message);
        boolean known = category.find();
        String body = known ? message.substring(category.end()) : message;
        LakeError code = known ? code(category.group(1), body) : LakeError.SQL_ENGINE;
        Matcher line = LINE.matcher(body);
        boolean placed = line.find();
        Place place = placed ? place(line, executed, written) : Place.of("sql");
        String told = (placed ? body.substring(0, line.start()) : body).strip();
        Matcher suggestion = DID_YOU_MEAN.matcher(told);
        Optional<String> ours = told.lines()
                .filter(part -> part.startsWith(FIX))
                .map(part -> part.substring(FIX.length()))
                .findFirst();
        String fix = suggestion.find() ? suggestion.group(1) : ours.orElseGet(() -> fix(code, told));
        String text = told.lines()
                .filter(part -> !part.startsWith("Did you mean"))
                .findFirst()
                .orElse(told);
        String why = told.lines()
                .skip(1)
                .filter(part -> !part.isBlank() && !part.startsWith("Did you mean") && !part.startsWith(FIX))
                .map(String::strip)
                .reduce((a, b) -> a + " " + b)
                .orElse(null);
        return new IngotException(Problem.of(code, text).at(place).because(why).fix(fix), failure);
    }

    /** The table that the engine did not find, as it names it: {@code t} or {@code s.t}. */
    static Optional<String> missingTable(SQLException failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        if (!message.contains("Catalog Error")) {
            return Optional.empty();
        }
        Matcher matcher = NO_TABLE.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static LakeError code(String category, String body) {
        return switch (category.toLowerCase(Locale.ROOT)) {
            case "parser", "syntax" -> LakeError.SQL_SYNTAX;
            case "binder", "mismatch type", "parameter not resolved" -> LakeError.SQL_NAME;
            case "catalog" -> LakeError.SQL_NO_SUCH_OBJECT;
            case "conversion", "out of range", "invalid input", "constraint", "invalid type", "decimal", "sequence" ->
                LakeError.SQL_VALUE;
            case "out of memory", "resource in use" -> LakeError.SQL_MEMORY;
            case "permission" -> LakeError.SQL_FORBIDDEN;
            case "io" -> MAY_PASS.matcher(body).find() ? LakeError.SQL_IO : LakeError.SQL_FILE;
            case "http", "connection" -> LakeError.SQL_IO;
            case "interrupt" -> LakeError.SQL_INTERRUPTED;
            case "not implemented", "missing extension", "autoload", "parameter not allowed", "dependency" ->
                LakeError.SQL_UNSUPPORTED;
            default -> LakeError.SQL_ENGINE;
        };
    }

    private static @Nullable String fix(LakeError code, String told) {
        if (code == LakeError.SQL_VALUE && told.contains("INT128") && told.contains("INT64")) {
            return "The sum of whole numbers is larger than a bigint; cast it to decimal(38,0).";
        }
        if (code == LakeError.SQL_MEMORY) {
            return "Raise memory_limit of the lake's connection, or lower its threads.";
        }
        if (code == LakeError.SQL_FILE) {
            return "Check that it is there, that this user may read and write it, and that the disk has room.";
        }
        if (code == LakeError.SQL_FORBIDDEN) {
            return "Read tables only; a pipeline makes a table of a file.";
        }
        return null;
    }

    private static Place place(Matcher found, String executed, String written) {
        int line = Integer.parseInt(found.group(2));
        String snippet = found.group(3);
        int caret = found.group(4).length() - found.group(1).length();
        List<String> lines = executed.lines().toList();
        if (line > lines.size()) {
            return Place.of("sql");
        }
        String full = lines.get(line - 1);
        String shown = snippet;
        int cut = 0;
        if (shown.startsWith("...") && !full.startsWith(shown)) {
            shown = shown.substring(3);
            cut = 3;
        }
        if (shown.endsWith("...") && !full.contains(shown)) {
            shown = shown.substring(0, shown.length() - 3);
        }
        int start = full.indexOf(shown);
        int column = start < 0 ? 0 : Math.min(full.length(), start + Math.max(0, caret - cut)) + 1;
        return inWritten(line, column, executed, written);
    }

    private static Place inWritten(int line, int column, String executed, String written) {
        int start = executed.indexOf(written);
        if (start < 0) {
            return Place.of("sql");
        }
        int before = (int)
                executed.substring(0, start).chars().filter(c -> c == '\n').count();
        int own = line - before;
        List<String> lines = written.lines().toList();
        if (own < 1 || own > lines.size()) {
            return Place.of("sql");
        }
        int shift = own == 1 ? start - (executed.lastIndexOf('\n', start - 1) + 1) : 0;
        int ownColumn = column - shift;
        String text = lines.get(own - 1);
        return ownColumn < 1 || ownColumn > text.length() + 1
                ? new Place("sql", own, 0, text)
                : new Place("sql", own, ownColumn, text);
    }
}
