package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.load.Threshold;
import dev.ingot.api.source.Format.Delimited;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's reader, with all that mends it, against our own {@link RecordReader} over the same random text. */
class FastAndCarefulTest {

    private static final Delimited FORMAT =
            new Delimited(',', '"', '"', false, List.of("id", "a", "b", "c"), List.of(""), 0);
    private static final int SMALL_FILES = 25;
    /** More than the engine reads in one piece. */
    private static final int LARGE_BYTES = 9_000_000;

    @TempDir
    Path folder;

    /** What a file can have wrong or odd; each kind alone and together with others. */
    private enum Oddity {
        QUOTED,
        DOUBLED_QUOTES,
        LINE_BREAKS,
        CARRIAGE_RETURNS,
        LONE_CARRIAGE_RETURNS,
        UNCLOSED,
        TEXT_BEHIND_QUOTE,
        TOO_FEW,
        TOO_MANY,
        ENDING_DELIMITER,
        BARE_QUOTES,
        LOST_DELIMITER,
        BLANK_LINES,
        SPACES,
        NOT_UTF8
    }

    @Test
    void smallFilesGiveTheSameRowsAndTheSameQuarantineAsTheCarefulReader() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < SMALL_FILES; i++) {
            List<Oddity> oddities = oddities(random);
            compare(text(random, oddities, 2_000, 20), "seed " + seed + ", file " + i + ", " + oddities, i);
        }
    }

    @Test
    void aLargeFileGivesTheSameRowsAndTheSameQuarantineAsTheCarefulReader() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Oddity> breaks = List.of(Oddity.QUOTED, Oddity.DOUBLED_QUOTES, Oddity.LINE_BREAKS);
        compare(text(random, breaks, LARGE_BYTES, 3_000), "seed " + seed + ", line breaks", 0);
        List<Oddity> broken = List.of(Oddity.QUOTED, Oddity.LINE_BREAKS, Oddity.UNCLOSED, Oddity.TOO_FEW);
        compare(text(random, broken, LARGE_BYTES, 3_000), "seed " + seed + ", broken", 1);
    }

    @Test
    void aLargeFileWithWrongNumbersOfFieldsGivesTheSameRowsAndTheSameQuarantine() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Oddity> ragged = List.of(Oddity.QUOTED, Oddity.DOUBLED_QUOTES, Oddity.TOO_FEW, Oddity.TOO_MANY);
        byte[] text = text(random, ragged, LARGE_BYTES, 1_000);
        compare(text, "seed " + seed, 0);
        Path file = Files.write(folder.resolve("ragged.csv"), text);
        Head head = Head.of(LoadBench.ref("ragged.csv", file), FORMAT);
        assertThat(LineCount.of(Files.newInputStream(file), head, FORMAT))
                .as("seed " + seed)
                .isPresent();
    }

    private void compare(byte[] text, String what, int number) throws IOException {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        careful(text, good, bad);
        try (LoadBench bench = new LoadBench(folder.resolve(Integer.toString(number)))) {
            bench.columns = List.of();
            bench.recordPosition = true;
            bench.threshold = new Threshold(null, 100.0);
            bench.loadBytes(FORMAT, List.of(text));
            String fields =
                    "concat_ws(' ', hex(id::varchar), coalesce(hex(a::varchar), ''), coalesce(hex(b::varchar), ''),"
                            + " coalesce(hex(c::varchar), ''))";
            List<String> loaded = good.isEmpty()
                    ? List.of()
                    : bench.query("select md5(string_agg(_ingot_position || ' ' || " + fields
                            + ", chr(10) order by _ingot_position)), count(*) from bronze.t");
            List<String> quarantined = bench.quarantine().stream()
                    .map(row -> row.position() + " " + row.rule() + " " + row.raw())
                    .toList();
            assertThat(quarantined).as(what).containsExactlyElementsOf(bad);
            if (!good.isEmpty()) {
                assertThat(loaded).as(what).containsExactly(md5(String.join("\n", good)) + "|" + good.size());
            }
        }
    }

    private static void careful(byte[] text, List<String> good, List<String> bad) throws IOException {
        RecordReader reader = new RecordReader(new ByteArrayInputStream(text), "text.csv", FORMAT);
        for (long number = 1; reader.next(); number++) {
            int found = reader.fields().size();
            String problem = reader.problem();
            if (problem != null) {
                String rule = problem.substring(0, problem.indexOf(Names.REASON));
                bad.add(number + " record:" + rule + " " + reader.raw());
            } else if (found != 4) {
                bad.add(number + " record:" + (found < 4 ? "too_few" : "too_many") + "_columns " + reader.raw());
            } else {
                StringBuilder row = new StringBuilder(Long.toString(number));
                reader.fields()
                        .forEach(field -> row.append(' ')
                                .append(java.util.HexFormat.of().withUpperCase().formatHex(field)));
                good.add(row.toString());
            }
        }
    }

    private static String md5(String text) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return java.util.HexFormat.of().formatHex(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Oddity> oddities(Random random) {
        List<Oddity> chosen = new ArrayList<>();
        for (Oddity oddity : Oddity.values()) {
            if (random.nextInt(4) == 0) {
                chosen.add(oddity);
            }
        }
        return chosen;
    }

    /**
     * @param every about one record of so many is odd
     */
    private static byte[] text(Random random, List<Oddity> oddities, int bytes, int every) {
        StringBuilder text = new StringBuilder();
        // The first record is plain: a lone CR as the first line end would make it every line's end.
        text.append("x0,plain,y,z\n");
        for (int id = 1; text.length() < bytes; id++) {
            String end = oddities.contains(Oddity.CARRIAGE_RETURNS) && random.nextBoolean() ? "\r\n" : "\n";
            String b = "word" + random.nextInt(1000);
            if (oddities.contains(Oddity.QUOTED) && random.nextBoolean()) {
                b = "\"" + b + ", and more\"";
            }
            String record = "x" + id + "," + b + ",y" + random.nextInt(10) + ",z";
            if (!oddities.isEmpty() && random.nextInt(every) == 0) {
                record = odd(random, oddities.get(random.nextInt(oddities.size())), id);
            }
            text.append(record).append(end);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String odd(Random random, Oddity oddity, int id) {
        String start = "x" + id + ",";
        return start
                + switch (oddity) {
                    case QUOTED -> "\"" + "q".repeat(random.nextInt(50)) + "\",y,\"z\"";
                    case DOUBLED_QUOTES -> "\"say \"\"" + random.nextInt(9) + "\"\"\",\"\"\"\",\"\"";
                    case LINE_BREAKS -> "\"" + "x1,2,3,4\n".repeat(random.nextInt(12)) + "\n\",y,\"a\nb\"";
                    case CARRIAGE_RETURNS -> "\"a\r\nb\",y,z";
                    case LONE_CARRIAGE_RETURNS -> "a\rb,y,z";
                    case UNCLOSED -> "\"open,y,z";
                    case TEXT_BEHIND_QUOTE -> "\"closed\"text,y,z";
                    case TOO_FEW -> "y";
                    case TOO_MANY -> "y,z,1,2";
                    case ENDING_DELIMITER -> "y,z,1,";
                    case BARE_QUOTES -> "Pipe 5\" long,\"6\"\" wide\",z" + (random.nextBoolean() ? "\"" : "");
                    case LOST_DELIMITER -> "$78\"All-Weather, Round 48\"\"\",z";
                    case BLANK_LINES -> "y,z,1\n\n";
                    case SPACES -> " a , \"b\" ,c ";
                    case NOT_UTF8 -> "caf\u00e9,y,z";
                };
    }
}
