package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Relation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is handed over opens in the real engine, in its strict mode, with nothing but the format to guide it. */
class EngineTest {

    @TempDir
    private Path temporary;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(temporary).option("path", "*");
    }

    @Test
    void everyEncodingPackingAndLineEndGivesTheSameRows() {
        String text = "id,name\n1,Zoë\n2,\"two\nlines\"\n";
        folder.put("a-plain.csv", text)
                .put("b-mark.csv", "\ufeff" + text)
                .put("c-utf16.csv", ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE))
                .put("d-gz.csv.gz", Folder.gzip(text))
                .put("e-zst.csv.zst", Folder.zstd(text))
                .put("f-gz-utf16.csv.gz", Folder.gzip("\ufeff" + text))
                .put("g-mixed.csv", "id,name\r\n1,Zoë\n2,\"two\nlines\"\r\n")
                .put("h-mixed.csv.gz", Folder.gzip("id,name\r1,Zoë\n2,\"two\nlines\"\r\n"))
                .put("i-mac.csv", "id,name\r1,Zoë\r2,\"two\nlines\"\r")
                .put("j-unnamed.csv", Folder.gzip(text))
                .put("k[*].csv", text);

        assertThat(rows()).hasSize(22).containsOnly("1|Zoë", "2|two\nlines");
    }

    @Test
    void tsvKeepsQuotesAndItsNullToken() {
        folder.put("a.tsv", "id\tname\n1\t\"Quoted\n2\t\\N\n3\tNA\n").option("null_tokens", List.of("\\N"));

        assertThat(rows()).containsExactly("1|\"Quoted", "2|null", "3|NA");
    }

    @Test
    void windowsLettersArriveWhole() {
        folder.put("a.csv", "id,name\n1,€ „x“\n".getBytes(Charset.forName("windows-1252")))
                .option("encoding", "windows-1252");

        assertThat(rows()).containsExactly("1|€ „x“");
    }

    @Test
    void jsonOfEveryShapeIsRead() {
        folder.put("a.json", "\ufeff{\"id\":1,\"name\":\"a\"}\r\n{\"id\":2,\"name\":\"b\"}\n")
                .put("b.json", "[{\"id\":3,\"name\":\"c\"},\n{\"id\":4,\"name\":\"d\"}]")
                .put("c.json", "{\n  \"id\": 5,\n  \"name\": \"e\"\n}")
                .put("d.jsonl", "{\"id\":6,\"name\":\"f\"}\r{\"id\":7,\"name\":\"g\"}\r");

        assertThat(rows()).containsExactly("1|a", "2|b", "3|c", "4|d", "5|e", "6|f", "7|g");
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        folder.batches(batch -> {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select id, name from " + scan(Folder.scan(batch)))) {
                while (result.next()) {
                    rows.add(result.getString(1) + "|" + result.getString(2));
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        return rows;
    }

    private static String scan(Relation.FileScan scan) {
        String files = scan.files().stream()
                .map(FileRef::location)
                .map(location -> "'" + location + "'")
                .collect(Collectors.joining(",", "[", "]"));
        if (scan.format() instanceof Format.Delimited text) {
            return String.format(
                    "read_csv(%s, delim='%s', quote='%s', escape='%s', header=true, auto_detect=false, nullstr=[%s],"
                            + " columns={'id':'VARCHAR','name':'VARCHAR'})",
                    files,
                    text.delimiter(),
                    text.quote() == null ? "" : text.quote(),
                    text.escape() == null ? "" : text.escape(),
                    text.nullTokens().stream().map(token -> "'" + token + "'").collect(Collectors.joining(",")));
        }
        return "read_json(" + files + ", columns={'id':'VARCHAR','name':'VARCHAR'}, format='"
                + (scan.format() instanceof Format.JsonLines ? "newline_delimited" : "auto") + "')";
    }
}
