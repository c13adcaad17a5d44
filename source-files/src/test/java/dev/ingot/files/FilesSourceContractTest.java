package dev.ingot.files;

import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourceFile;
import dev.ingot.testing.SourceContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

class FilesSourceContractTest extends SourceContract {

    private @Nullable Folder folder;
    private int files;

    @Override
    protected void create(Path project) {
        folder = new Folder(project);
    }

    @Override
    protected Source open(String name, Path project, Path work) {
        return new FilesPlugin().open(name, Map.of("path", "root"), project, work);
    }

    @Override
    protected void add(String... records) {
        files++;
        Objects.requireNonNull(folder).put("in/orders_" + files + ".csv", "id\n" + String.join("\n", records) + "\n");
    }

    @Override
    protected Map<String, Object> options() {
        return Map.of("path", "in/*.csv", "max_batch_files", 1L);
    }

    @Override
    protected List<String> records(Batch batch) {
        return Folder.scan(batch).files().stream()
                .flatMap(file -> Folder.text(file).lines().skip(1))
                .toList();
    }

    @Override
    protected List<SourceFile> ledger(String position, long batch, String run) {
        return FilesPosition.parse(position).ledger(batch, run);
    }
}
