package dev.ingot.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * The data of the example {@code imdb}: the seven files of the public data set in their exact form (tab separated, no
 * quoting, {@code \N} for null, gzip), of any size, with what makes the real ones hard: names that are "None" or "NA",
 * single quotes and doubled ones, Namibia's region code, several directors in one field. Not thread-safe.
 */
public final class ImdbData {

    private static final String NULL = "\\N";
    private static final List<String> WORDS = List.of(
            "Night",
            "River",
            "None",
            "NA",
            "Gold",
            "null",
            "Winter",
            "The \"Last",
            "Café",
            "Road",
            "N/A",
            "東京",
            "Blue");
    private static final List<String> PEOPLE = List.of(
            "Ada Lovelace",
            "None",
            "Bob \"Bobby\" Ray",
            "Inês Prado",
            "Jun Ito",
            "O'Neil",
            "Ngozi Ade",
            "\"Weird",
            "Max");
    private static final List<String> KINDS = List.of("movie", "short", "tvSeries", "tvEpisode", "tvMovie");
    private static final List<String> GENRES = List.of("Drama", "Comedy", "Short", "Documentary", "Crime", "Sci-Fi");
    private static final List<String> REGIONS = List.of("US", "NA", "BR", "DE", "JP", NULL);
    private static final List<String> CATEGORIES =
            List.of("actor", "actress", "director", "writer", "producer", "self", "composer");

    private final Random random;
    private final int titles;
    private final int people;

    /**
     * @param titles how many; about half as many people come along
     */
    public ImdbData(long seed, int titles) {
        this.random = new Random(seed);
        this.titles = titles;
        this.people = Math.max(10, titles / 2);
    }

    /**
     * What was written.
     *
     * @param directors pairs of title and director, all of them from the one field {@code directors}
     * @param episodes titles that are episodes of a series
     */
    public record Truth(
            long names,
            long titles,
            long akas,
            long crews,
            long directors,
            long writers,
            long episodes,
            long principals,
            long ratings) {}

    /** Writes the seven files into the folder. */
    public Truth write(Path folder) throws IOException {
        Files.createDirectories(folder);
        names(folder);
        List<String> kinds = basics(folder);
        long akas = akas(folder);
        long[] crew = crew(folder);
        long episodes = episodes(folder, kinds);
        long principals = principals(folder);
        long ratings = ratings(folder);
        return new Truth(people, titles, akas, titles, crew[0], crew[1], episodes, principals, ratings);
    }

    private static BufferedWriter open(Path folder, String name, String header) throws IOException {
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".tsv.gz"))), StandardCharsets.UTF_8));
        line(out, header.split(" "));
        return out;
    }

    private static void line(BufferedWriter out, String... fields) throws IOException {
        out.write(String.join("\t", fields));
        out.write('\n');
    }

    private void names(Path folder) throws IOException {
        try (BufferedWriter out = open(
                folder, "name.basics", "nconst primaryName birthYear deathYear primaryProfession knownForTitles")) {
            for (int i = 1; i <= people; i++) {
                int born = 1880 + random.nextInt(125);
                line(
                        out,
                        person(i),
                        pick(PEOPLE) + (random.nextInt(3) == 0 ? " " + i : ""),
                        maybe(String.valueOf(born), 3),
                        maybe(String.valueOf(born + 20 + random.nextInt(70)), 2),
                        maybe(CATEGORIES.get(random.nextInt(3)) + "," + pick(CATEGORIES), 6),
                        maybe(title(1 + random.nextInt(titles)) + "," + title(1 + random.nextInt(titles)), 8));
            }
        }
    }

    private List<String> basics(Path folder) throws IOException {
        List<String> kinds = new ArrayList<>(titles);
        try (BufferedWriter out = open(
                folder,
                "title.basics",
                "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres")) {
            for (int i = 1; i <= titles; i++) {
                String kind = pick(KINDS);
                kinds.add(kind);
                String name = pick(WORDS) + (random.nextInt(4) == 0 ? "" : " " + pick(WORDS));
                int year = 1900 + random.nextInt(125);
                line(
                        out,
                        title(i),
                        kind,
                        name,
                        name,
                        random.nextInt(30) == 0 ? "1" : "0",
                        maybe(String.valueOf(year), 20),
                        kind.equals("tvSeries") ? maybe(String.valueOf(year + random.nextInt(9)), 2) : NULL,
                        maybe(String.valueOf(1 + random.nextInt(240)), 4),
                        maybe(pick(GENRES) + (random.nextBoolean() ? "," + pick(GENRES) : ""), 9));
            }
        }
        return kinds;
    }

    private long akas(Path folder) throws IOException {
        long rows = 0;
        try (BufferedWriter out =
                open(folder, "title.akas", "titleId ordering title region language types attributes isOriginalTitle")) {
            for (int i = 1; i <= titles; i++) {
                int names = random.nextInt(4);
                for (int ordering = 1; ordering <= names; ordering++) {
                    line(
                            out,
                            title(i),
                            String.valueOf(ordering),
                            pick(WORDS),
                            pick(REGIONS),
                            maybe("en", 2),
                            maybe(ordering == 1 ? "original" : "alternative", 4),
                            maybe("literal title", 15),
                            ordering == 1 ? "1" : "0");
                    rows++;
                }
            }
        }
        return rows;
    }

    /** Returns how many directors and how many writers there are. */
    private long[] crew(Path folder) throws IOException {
        long[] counts = new long[2];
        try (BufferedWriter out = open(folder, "title.crew", "tconst directors writers")) {
            for (int i = 1; i <= titles; i++) {
                int directors = random.nextInt(4);
                int writers = random.nextInt(4);
                counts[0] += directors;
                counts[1] += writers;
                line(out, title(i), people(directors), people(writers));
            }
        }
        return counts;
    }

    /** Different people, in random order. */
    private String people(int count) {
        if (count == 0) {
            return NULL;
        }
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            String person = person(1 + random.nextInt(people));
            if (!chosen.contains(person)) {
                chosen.add(person);
            }
        }
        return String.join(",", chosen);
    }

    private long episodes(Path folder, List<String> kinds) throws IOException {
        long rows = 0;
        try (BufferedWriter out = open(folder, "title.episode", "tconst parentTconst seasonNumber episodeNumber")) {
            for (int i = 1; i <= titles; i++) {
                if (kinds.get(i - 1).equals("tvEpisode")) {
                    line(
                            out,
                            title(i),
                            title(1 + random.nextInt(titles)),
                            maybe(String.valueOf(1 + random.nextInt(9)), 9),
                            maybe(String.valueOf(1 + random.nextInt(24)), 9));
                    rows++;
                }
            }
        }
        return rows;
    }

    private long principals(Path folder) throws IOException {
        long rows = 0;
        try (BufferedWriter out = open(folder, "title.principals", "tconst ordering nconst category job characters")) {
            for (int i = 1; i <= titles; i++) {
                int cast = 1 + random.nextInt(5);
                for (int ordering = 1; ordering <= cast; ordering++) {
                    String category = pick(CATEGORIES);
                    boolean acts = category.startsWith("act") || category.equals("self");
                    line(
                            out,
                            title(i),
                            String.valueOf(ordering),
                            person(1 + random.nextInt(people)),
                            category,
                            acts ? NULL : maybe("by \"" + category + "\"", 2),
                            acts ? "[\"" + pick(WORDS).replace("\"", "\\\"") + "\",\"Self\"]" : NULL);
                    rows++;
                }
            }
        }
        return rows;
    }

    private long ratings(Path folder) throws IOException {
        long rows = 0;
        try (BufferedWriter out = open(folder, "title.ratings", "tconst averageRating numVotes")) {
            for (int i = 1; i <= titles; i++) {
                if (random.nextInt(10) < 8) {
                    line(
                            out,
                            title(i),
                            (1 + random.nextInt(9)) + "." + random.nextInt(10),
                            String.valueOf(5 + random.nextInt(100_000)));
                    rows++;
                }
            }
        }
        return rows;
    }

    /** Null once in {@code n} times. */
    private String maybe(String value, int n) {
        return random.nextInt(n) == 0 ? NULL : value;
    }

    private static String title(int number) {
        return String.format(Locale.ROOT, "tt%07d", number);
    }

    private static String person(int number) {
        return String.format(Locale.ROOT, "nm%07d", number);
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
