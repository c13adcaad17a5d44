package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.lake.LakeError;
import dev.ingot.lake.internal.Cast;
import dev.ingot.lake.internal.Paths;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Parquet files; neighbours with the same columns and types are read together, others apart. */
final class ParquetReading implements Reading {

    private static final Set<LakeError> NOT_THE_FILE =
            Set.of(LakeError.SQL_INTERRUPTED, LakeError.SQL_MEMORY, LakeError.CLOSED);

    private final List<FileRef> files;

    ParquetReading(List<FileRef> files) {
        this.files = List.copyOf(files);
    }

    private record Shape(List<String> names, List<String> types) {}

    @Override
    public Scan scan(SqlRunner runner) {
        List<Problem> problems = new ArrayList<>();
        List<Shape> shapes = new ArrayList<>();
        for (FileRef file : files) {
            try {
                shapes.add(shape(runner, file));
            } catch (IngotException e) {
                problems.add(unreadable(file, e));
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(tooPrecise(runner));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < files.size()) {
            int end = at + 1;
            while (end < files.size() && shapes.get(end).equals(shapes.get(at))) {
                end++;
            }
            shapes.get(at).names().forEach(name -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
            parts.add(part(shapes.get(at), files.subList(at, end)));
            at = end;
        }
        return new Scan(parts, List.copyOf(names.values()));
    }

    private static Shape shape(SqlRunner runner, FileRef file) {
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        runner.rows("DESCRIBE SELECT * FROM " + read(List.of(file)), row -> {
            names.add(row.getString(1));
            return types.add(row.getString(2));
        });
        return new Shape(names, types);
    }

    /** Decimals that no table can hold: the engine reads them as doubles and would change them. */
    private List<Problem> tooPrecise(SqlRunner runner) {
        String precision =
                "coalesce(precision, TRY_CAST(regexp_extract(logical_type, 'precision=([0-9]+)', 1) AS BIGINT))";
        return runner.rows(
                "SELECT file_name, name, " + precision + " AS digits, coalesce(scale, 0) FROM parquet_schema("
                        + Paths.sql(files.stream().map(FileRef::location).toList()) + ") WHERE digits > 38",
                row -> {
                    String location = row.getString(1);
                    String path = files.stream()
                            .filter(file -> file.location().equals(location))
                            .map(FileRef::path)
                            .findFirst()
                            .orElse(location);
                    return Problem.of(
                                    LoadError.UNREADABLE,
                                    "The column '" + row.getString(2) + "' of the Parquet file " + path + " is decimal("
                                            + row.getLong(3) + "," + row.getLong(4) + ").")
                            .at(Place.of(path))
                            .because(
                                    "A table's decimals have at most 38 digits. Read as doubles the values would change.")
                            .fix("Write the column as text, or as a decimal of at most 38 digits.");
                });
    }

    private static String read(List<FileRef> files) {
        return "read_parquet(" + Paths.sql(files.stream().map(FileRef::location).toList())
                + ", hive_partitioning=false, binary_as_string=false)";
    }

    private static Part part(Shape shape, List<FileRef> files) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<String> columns = new ArrayList<>();
        List<String> raw = new ArrayList<>();
        for (int i = 0; i < shape.names().size(); i++) {
            String name = shape.names().get(i);
            String type = shape.types().get(i);
            columns.add("c" + i);
            inputs.put(name.toLowerCase(Locale.ROOT), new Input(name, "c" + i, type, true, null, null, null));
            raw.add(Sql.id(name) + " := " + Cast.shown("c" + i, type));
        }
        // Under names of ours, so that a column of theirs is not taken for the engine's file_index.
        String from = "(SELECT *, CAST(file_index AS BIGINT) AS s_index FROM " + read(files) + " AS s_files("
                + String.join(", ", columns) + "))";
        List<String> names = files.stream().map(FileRef::path).toList();
        String file = names.size() == 1 ? Sql.text(names.get(0)) : Text.list(names) + "[s_index + 1]";
        return new Part(
                from,
                inputs,
                file,
                null,
                "to_json(struct_pack(" + String.join(", ", raw) + "))::VARCHAR",
                List.of(),
                false,
                names);
    }

    @Override
    public boolean recover(IngotException failure) {
        if (failure.getCause() instanceof java.sql.SQLException
                && failure.first().code() instanceof LakeError code
                && !NOT_THE_FILE.contains(code)) {
            throw new IngotException(blamed(failure), failure);
        }
        return false;
    }

    private Problem blamed(IngotException failure) {
        String why = failure.getCause() == null
                ? ""
                : String.valueOf(failure.getCause().getMessage());
        List<FileRef> named =
                files.stream().filter(file -> why.contains(file.location())).toList();
        if (named.size() == 1 || files.size() == 1) {
            return unreadable(named.isEmpty() ? files.get(0) : named.get(0), failure);
        }
        String all =
                String.join(", ", files.stream().map(FileRef::path).limit(10).toList());
        return Problem.of(LoadError.UNREADABLE, "One of these Parquet files cannot be read: " + all + ".")
                .because(failure.first().what());
    }

    private static Problem unreadable(FileRef file, IngotException e) {
        return Problem.of(LoadError.UNREADABLE, "The Parquet file " + file.path() + " cannot be read.")
                .at(Place.of(file.path()))
                .because(e.first().what())
                .fix("Check that it is whole, or write it again.");
    }

    @Override
    public boolean wholeFiles() {
        return true;
    }

    @Override
    public long bytes() {
        return files.stream().mapToLong(FileRef::size).sum();
    }
}
