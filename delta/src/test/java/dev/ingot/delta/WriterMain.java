package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A writer in a process of its own: numbered appends, now and then a compaction of a few files. Says on its output
 * what it is about to do ({@code try n}) and what is done ({@code done n}).
 */
final class WriterMain {

    private WriterMain() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        String writer = arguments[1];
        int commits = Integer.parseInt(arguments[2]);
        Random random = new Random(Long.parseLong(arguments[3]));
        DeltaTable table = Tables.at(folder);
        long first = Tables.latest(table).transaction(writer).orElse(-1L) + 1;
        for (long number = first; number < first + commits; number++) {
            if (random.nextInt(5) == 0) {
                compact(table, folder, random);
            }
            NewFile file = Tables.file(folder, writer + "-" + number + ".parquet", 1, Map.of());
            System.out.println("try " + number);
            table.commit(Tables.append(Tables.latest(table), file).withTransaction(new Transaction(writer, number)));
            System.out.println("done " + number);
        }
    }

    private static void compact(DeltaTable table, Path folder, Random random) {
        DeltaSnapshot read = Tables.latest(table);
        int count = Math.min(read.fileCount(), 2 + random.nextInt(4));
        List<DataFile> inputs = read.files().subList(0, count);
        long rows = inputs.stream().mapToLong(DataFile::rows).sum();
        try {
            table.commit(DeltaCommit.on(read, "OPTIMIZE", Reads.FILES)
                    .withRemoves(inputs)
                    .withAdds(List.of(Tables.file(folder, rows)))
                    .withoutDataChange());
        } catch (IngotException e) {
            if (e.first().code() != DeltaError.CONFLICT) {
                throw e;
            }
            System.out.println("conflict");
        }
    }
}
