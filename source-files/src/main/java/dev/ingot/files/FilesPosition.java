package dev.ingot.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.SourceFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The position of a files pipeline after one batch: the files of that batch. It is committed with the data, so the
 * ledger can be rebuilt from the table after a crash. Immutable.
 *
 * <p>Text form: {@code {"v":1,"files":[{"path":…,"size":…,"fingerprint":"sha256:…","modified":"2025-03-23T…Z"}]}}.
 */
public record FilesPosition(List<Entry> files) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    /**
     * @param path relative to the connection's root, with {@code /}
     */
    public record Entry(String path, long size, String fingerprint, Instant modified) {}

    public FilesPosition {
        files = List.copyOf(files);
    }

    /** The lines that this batch adds to the ledger. */
    public List<SourceFile> ledger(long batch, String run) {
        return files.stream()
                .map(file -> new SourceFile(file.path(), file.size(), file.fingerprint(), file.modified(), batch, run))
                .toList();
    }

    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeArrayFieldStart("files");
            for (Entry file : files) {
                json.writeStartObject();
                json.writeStringField("path", file.path());
                json.writeNumberField("size", file.size());
                json.writeStringField("fingerprint", file.fingerprint());
                json.writeStringField("modified", file.modified().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * @throws dev.ingot.api.error.IngotException INGOT-FILE-011 if the text is no position of a files pipeline
     */
    public static FilesPosition parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("v").asInt() != VERSION || !root.path("files").isArray()) {
                throw bad(text, "it is not a list of files in version " + VERSION);
            }
            List<Entry> entries = new ArrayList<>();
            for (JsonNode file : root.path("files")) {
                entries.add(new Entry(
                        file.required("path").asText(),
                        file.required("size").longValue(),
                        file.required("fingerprint").asText(),
                        Instant.parse(file.required("modified").asText())));
            }
            return new FilesPosition(entries);
        } catch (JsonProcessingException e) {
            throw bad(text, e.getOriginalMessage());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw bad(text, e.getMessage());
        }
    }

    private static RuntimeException bad(String text, @Nullable String why) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return Problem.of(FilesError.BAD_POSITION, "'" + shown + "' is not the position of a files pipeline.")
                .because(why)
                .toException();
    }
}
