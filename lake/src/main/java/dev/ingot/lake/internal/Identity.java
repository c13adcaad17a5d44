package dev.ingot.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.lake.LakeError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;

/** The identity of a lake: a small file in its folder, made once. */
final class Identity {

    private static final String ID = "id";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Identity() {}

    static WarehouseId of(Path root) {
        Path file = root.resolve(Folders.IDENTITY);
        return Folders.disk(file, () -> {
            try {
                return read(file);
            } catch (NoSuchFileException e) {
                return make(file);
            }
        });
    }

    private static WarehouseId read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            String id = JSON.readTree(text).path(ID).asText();
            if (!id.isBlank()) {
                return new WarehouseId(id);
            }
        } catch (JsonProcessingException e) {
            // As below: a file without an id.
        }
        throw Problem.of(LakeError.NO_IDENTITY, "The lake's file with its identity holds none.")
                .at(Place.of(file.toString()))
                .fix("Put it back from a backup. Without one delete it: the lake gets a new identity, and what was read"
                        + " is found in the tables' own logs.")
                .toException();
    }

    /** Of several processes that make it at once one wins: a link appears whole, or not at all. */
    private static WarehouseId make(Path file) throws IOException {
        Path aside = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    aside,
                    JSON.writeValueAsString(Map.of(ID, WarehouseId.random().value())) + "\n",
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.DSYNC,
                    StandardOpenOption.WRITE);
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
            return WarehouseId.READ_ONLY;
        } finally {
            Files.deleteIfExists(aside);
        }
        return read(file);
    }
}
