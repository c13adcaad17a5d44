package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {

    private static final String CSV = "id,name\n1,Zoë\n2,Ñandú\n";

    @TempDir
    private Path temporary;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(temporary).option("path", "*");
    }

    @Test
    void plainUtf8IsOpenedWhereItLies() {
        folder.put("a.csv", CSV)
                .batches(batch -> assertThat(Folder.scan(batch).files())
                        .extracting(file -> file.location())
                        .containsExactly(folder.root.resolve("a.csv").toString()));
        assertThat(folder.work).doesNotExist();
    }

    @Test
    void byteOrderMarksAreFollowedAndTakenAway() {
        folder.put("a.csv", "\ufeff" + CSV)
                .put("b.csv", ("\ufeff" + CSV).getBytes(StandardCharsets.UTF_16LE))
                .put("c.csv", ("\ufeff" + CSV).getBytes(StandardCharsets.UTF_16BE))
                .put("d.csv", ("\ufeff" + CSV).getBytes(Charset.forName("UTF-32LE")))
                .put("e.csv.gz", Folder.gzip("\ufeff" + CSV));

        assertThat(folder.texts())
                .hasSize(5)
                .allSatisfy((path, text) -> assertThat(text).as(path).isEqualTo(CSV));
    }

    @Test
    void declaredEncodingsAreTranscoded() {
        Map<String, Charset> charsets = Map.of(
                "latin-1", StandardCharsets.ISO_8859_1,
                "windows-1252", Charset.forName("windows-1252"),
                "utf-16le", StandardCharsets.UTF_16LE,
                "utf-16be", StandardCharsets.UTF_16BE,
                "utf-8", StandardCharsets.UTF_8);
        charsets.forEach((name, charset) -> {
            String path = name + ".csv";
            folder.put(path, CSV.getBytes(charset)).option("path", path).option("encoding", name);

            assertThat(folder.texts()).as(name).containsEntry(path, CSV);
        });
    }

    @Test
    void textThatIsLongerThanAnyBufferIsTranscodedWhole() {
        String text = "id,name\n" + "7,€uro und 𝄞 und mehr\n".repeat(40_000);
        folder.put("a.csv", text.getBytes(StandardCharsets.UTF_16BE)).option("encoding", "utf-16be");

        assertThat(folder.texts()).containsEntry("a.csv", text);
    }

    @Test
    void bytesThatAreNoTextInTheDeclaredEncodingAreNamedWithTheirPlace() {
        folder.put("a.csv", new byte[] {'a', '\n', (byte) 0x81, '\n'}).option("encoding", "windows-1252");

        assertThat(folder.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(FilesError.WRONG_ENCODING);
            assertThat(problem.what()).isEqualTo("'a.csv' has bytes that are not text in its encoding: 81 at byte 2.");
        });
    }

    @Test
    void aLoneSurrogateFarBehindIsNamedWithItsPlace() {
        byte[] good = "x\n".repeat(200_000).getBytes(StandardCharsets.UTF_16LE);
        byte[] bad = Arrays.copyOf(good, good.length + 4);
        bad[good.length + 1] = (byte) 0xd8;
        bad[good.length + 2] = 'x';
        folder.put("a.csv", bad).option("encoding", "utf-16le");

        assertThat(folder.problems())
                .extracting(Problem::what)
                .singleElement()
                .asString()
                .contains("at byte 800000.");
    }

    @Test
    void utf16WithoutAMarkIsNeverGuessed() {
        folder.put("a.csv", CSV.getBytes(StandardCharsets.UTF_16LE));
        assertThat(folder.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.why()).contains("looks like UTF-16");
            assertThat(problem.fix()).isEqualTo("Say encoding: utf-16le.");
        });
        assertThat(folder.option("encoding", "utf-16").problems())
                .extracting(Problem::why)
                .containsExactly("it does not begin with a byte order mark, so the order of bytes is not known");
    }

    @Test
    void anEncodingThatTheMarkContradictsIsRefused() {
        folder.put("a.csv", ("\ufeff" + CSV).getBytes(StandardCharsets.UTF_16LE))
                .option("encoding", "utf-8");

        assertThat(folder.problems())
                .extracting(Problem::why)
                .containsExactly("it begins with the byte order mark of UTF-16LE, not of utf-8");
    }

    @Test
    void lineEndsOfRecordsAreMadeAlikeAndThoseInQuotesAreKept() {
        folder.put("mixed.csv", "id,t\r\n1,\"a\r\nb\"\"\n\"\n2,c\r3,\"\rd\"")
                .put("excel.csv", "id,t\r\n1,\"a\nb\"\r\n")
                .put("mac.csv", "id,t\r1,a\r");
        Map<String, String> texts = folder.texts();

        assertThat(texts).containsEntry("mixed.csv", "id,t\n1,\"a\r\nb\"\"\n\"\n2,c\n3,\"\rd\"");
        assertThat(texts).containsEntry("excel.csv", "id,t\r\n1,\"a\nb\"\r\n");
        assertThat(texts).containsEntry("mac.csv", "id,t\r1,a\r");
    }

    @Test
    void lineEndsThatDifferOnlyFarBehindAreFound() {
        String text = "id\tt\n" + "1\tquote \" in the middle\n".repeat(30_000);
        folder.put("a.tsv", text + "2\tx\r\n").put("b.tsv.gz", Folder.gzip(text + "2\tx\r\n"));

        assertThat(folder.texts())
                .containsOnly(Map.entry("a.tsv", text + "2\tx\n"), Map.entry("b.tsv.gz", text + "2\tx\n"));
    }

    @Test
    void aQuoteInTheMiddleOfAFieldOpensNothing() {
        folder.put("a.csv", "id,t\r\n1,5\" pipe\n2,\"x\"\r\n");

        assertThat(folder.texts()).containsEntry("a.csv", "id,t\n1,5\" pipe\n2,\"x\"\n");
    }

    @Test
    void packedFilesAreOpenedAsTheyAre() {
        folder.put("a.csv.gz", Folder.gzip(CSV)).put("b.csv.zst", Folder.zstd(CSV));
        folder.batches(batch -> assertThat(Folder.scan(batch).files())
                .extracting(file -> Path.of(file.location()))
                .containsExactly(folder.root.resolve("a.csv.gz"), folder.root.resolve("b.csv.zst")));
    }

    @Test
    void gzipOfSeveralMembersIsWhole() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(Folder.gzip("id,name\n"));
        both.write(Folder.gzip("1,a\n"));

        assertThat(folder.put("a.csv.gz", both.toByteArray()).texts()).containsEntry("a.csv.gz", "id,name\n1,a\n");
    }

    @Test
    void everyKindOfDamageToAPackedFileIsFoundBeforeAnythingIsLoaded() {
        String text = "id,name\n" + "1,some text that packs well\n".repeat(20_000);
        byte[] gz = Folder.gzip(text);
        byte[] zst = Folder.zstd(text);
        folder.put("1-cut.csv.gz", Arrays.copyOf(gz, gz.length / 2))
                .put("2-cut-tail.csv.gz", Arrays.copyOf(gz, gz.length - 4))
                .put("3-checksum.csv.gz", flip(gz, gz.length - 6))
                .put("4-length.csv.gz", flip(gz, gz.length - 1))
                .put("5-flip.csv.gz", flip(gz, gz.length / 2))
                .put("6-more.csv.gz", Arrays.copyOf(gz, gz.length + 3))
                .put("7-cut.csv.zst", Arrays.copyOf(zst, zst.length / 2))
                .put("8-cut-tail.csv.zst", Arrays.copyOf(zst, zst.length - 2))
                .put("9-flip.csv.zst", flip(zst, zst.length - 2))
                .put("good.csv", CSV);

        List<Problem> problems = folder.problems();

        assertThat(problems).allSatisfy(problem -> assertThat(problem.code()).isEqualTo(FilesError.CORRUPT));
        assertThat(problems)
                .extracting(problem -> problem.what().replaceAll(".*'(\\d).*", "$1"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(problems.get(0).why()).startsWith("it ends in the middle, after ");
        assertThat(problems.get(2).why()).isEqualTo("the checksum is wrong: the content is not what was packed");
        assertThat(problems.get(5).why()).isEqualTo("there are other bytes after the end of the gzip data");
    }

    @Test
    void aNameThatPromisesGzipMustKeepIt() {
        folder.put("a.csv.gz", CSV);
        assertThat(folder.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).isEqualTo("'a.csv.gz' is not packed with gzip.");
            assertThat(problem.fix()).contains("compression: none");
        });
        assertThat(folder.option("compression", "none").texts()).containsEntry("a.csv.gz", CSV);
    }

    @Test
    void packedContentWithoutThePromiseGetsANameThatTellsTheEngine() {
        folder.put("a.csv", Folder.gzip(CSV));
        folder.batches(batch -> {
            String location = Folder.scan(batch).files().get(0).location();
            assertThat(location).endsWith(".csv.gz");
            assertThat(Folder.text(Folder.scan(batch).files().get(0))).isEqualTo(CSV);
        });
        assertThat(folder.work).isEmptyDirectory();
    }

    @Test
    void aNameWithWildcardCharactersIsOpenedAsItself() {
        folder.put("a[1].csv", "id\n1\n").put("a1.csv", "id\n2\n").option("path", "a\\[1\\].csv");
        folder.batches(batch -> {
            assertThat(Folder.scan(batch).files().get(0).location()).doesNotContain("[");
            assertThat(Folder.text(Folder.scan(batch).files().get(0))).isEqualTo("id\n1\n");
        });
    }

    @Test
    void kindsThatAreNotReadAreNamed() {
        folder.put("a.csv", new byte[] {'P', 'K', 3, 4, 0, 0})
                .put("b.xlsx", new byte[] {'P', 'K', 3, 4, 0, 0})
                .put("c.csv.bz2", "BZh91AY&SYxxxx")
                .put("d.csv", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0})
                .put("e.csv", new byte[] {'P', 'A', 'R', '1', 0, 1, 2})
                .put("f.dat", "id\n");

        assertThat(folder.problems())
                .extracting(problem -> problem.code().id() + " " + problem.what())
                .containsExactly(
                        "INGOT-FILE-009 'a.csv' is a zip archive (or a spreadsheet: .xlsx is one).",
                        "INGOT-FILE-009 'b.xlsx' is a zip archive (or a spreadsheet: .xlsx is one).",
                        "INGOT-FILE-009 'c.csv.bz2' is packed with bzip2.",
                        "INGOT-FILE-009 'd.csv' is packed with xz.",
                        "INGOT-FILE-009 'e.csv' is a Parquet file.",
                        "INGOT-FILE-010 The format of 'f.dat' is not known from its name.");
    }

    @Test
    void wordsThatBeginLikeAMagicNumberAreText() {
        folder.put("a.csv", "ORC,PAR1\n1,2\n").put("b.csv", "PAR1,x\n").put("c.csv", "BZh,x\n");

        assertThat(folder.texts()).hasSize(3);
    }

    @Test
    void aParquetFileWithoutItsEndIsRefused() {
        folder.put("a.parquet", "PAR1 and nothing more").put("b.parquet", "id,name\n1,2\n");

        assertThat(folder.problems())
                .extracting(Problem::why)
                .containsExactly("its end (the footer) is missing", "it does not begin as Parquet");
    }

    @Test
    void jsonIsLinesOrOneDocumentByItsContent() {
        Stream.of(
                        "{\"a\":1}\n{\"a\":2}\n",
                        "{\"a\":1}",
                        " \n{\"a\":\"}{\"}\r\n",
                        "{\"a\":1\n{\"a\":2}\n",
                        "not json at all\n")
                .forEach(text -> assertThat(formatOf(text)).as(text).isEqualTo(new Format.JsonLines(List.of())));
        Stream.of("[{\"a\":1},\n{\"a\":2}]", "{\n  \"a\": 1\n}\n", "\ufeff [ ]")
                .forEach(text -> assertThat(formatOf(text)).as(text).isEqualTo(new Format.JsonArray(List.of())));
    }

    private Format formatOf(String text) {
        return folder.put("a.json", text).full().formats().get(0);
    }

    @Test
    void jsonLinesWithOldMacLineEndsGetNewOnes() {
        assertThat(folder.put("a.jsonl", "{\"a\":1}\r{\"a\":2}\r").texts())
                .containsEntry("a.jsonl", "{\"a\":1}\n{\"a\":2}\n");
    }

    @Test
    void filesOfDifferentFormatsComeInDifferentBatches() {
        folder.put("a.csv", CSV).put("b.json", "[{}]").put("c.json", "[{}]").put("d.json", "{}\n");

        assertThat(folder.run()).containsExactly(List.of("a.csv"), List.of("b.json", "c.json"), List.of("d.json"));
    }

    @Test
    void aFullReadingRefusesFilesOfDifferentFormatsBecauseOneBatchWouldReplaceTheOther() {
        folder.put("a.csv", CSV).put("b.tsv", CSV).put("c.json", "{}\n").full();

        assertThat(folder.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(FilesError.BAD_OPTION);
            assertThat(problem.what()).startsWith("'a.csv' and 'b.tsv' have different formats");
            assertThat(problem.why()).isEqualTo("text with ',' between fields and text with tabs between fields");
        });
    }

    @Test
    void copiesAreDeletedWhenTheirBatchIsDone() throws IOException {
        folder.put("a.csv", "\ufeff" + CSV).put("b.json", "\ufeff[]").put("c.csv", "\ufeff" + CSV);
        folder.batches(batch ->
                assertThat(Folder.text(Folder.scan(batch).files().get(0))).isNotEmpty());

        try (Stream<Path> left = Files.walk(folder.work)) {
            assertThat(left).containsExactly(folder.work);
        }
    }

    private static byte[] flip(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 0x55;
        return flipped;
    }
}
