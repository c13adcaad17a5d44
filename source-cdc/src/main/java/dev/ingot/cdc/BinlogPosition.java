package dev.ingot.cdc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the changes of a table were taken from a binary log: a place between two transactions. While the table is
 * read as it is, also what of it is still to be read.
 *
 * @param server the server's own identifier
 * @param birth when the file was begun and by which server: another file of the same name has another one
 * @param gtid of the last transaction before it, for people; empty where there is none
 * @param table {@code database.table}
 * @param rest null once all of the table was read
 */
record BinlogPosition(
        String server,
        String file,
        long offset,
        String birth,
        String gtid,
        String table,
        @Nullable Rest rest) implements Position {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The rows of a table that are still to be read.
     *
     * @param key what they are ordered by, as {@link BinlogKey} describes it
     * @param after they come behind the row with these values of the key; empty where none was read yet
     * @param rows how many were read
     */
    record Rest(String key, List<String> after, long rows) {
        Rest {
            after = List.copyOf(after);
        }
    }

    @Override
    public long place() {
        return place(file, offset);
    }

    /** The file's number, then the place in it. */
    static long place(String file, long offset) {
        return (Long.parseLong(file.substring(file.lastIndexOf('.') + 1)) << 32) | offset;
    }

    @Override
    public boolean isWhole() {
        return rest == null;
    }

    @Override
    public BinlogPosition movedTo(Position place) {
        BinlogPosition to = (BinlogPosition) place;
        return new BinlogPosition(to.server, to.file, to.offset, to.birth, to.gtid, table, null);
    }

    BinlogPosition at(String newFile, long newOffset, String newBirth) {
        return new BinlogPosition(server, newFile, newOffset, newBirth, gtid, table, rest);
    }

    BinlogPosition behind(String transaction) {
        return new BinlogPosition(server, file, offset, birth, transaction, table, rest);
    }

    BinlogPosition behind(@Nullable Rest read) {
        return new BinlogPosition(server, file, offset, birth, gtid, table, read);
    }

    @Override
    public String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("server", server)
                .put("file", file)
                .put("offset", offset)
                .put("birth", birth)
                .put("gtid", gtid)
                .put("table", table);
        if (rest != null) {
            ObjectNode left = json.putObject("rest").put("key", rest.key()).put("rows", rest.rows());
            rest.after().forEach(left.putArray("after")::add);
        }
        return json.toString();
    }

    /**
     * @throws IngotException if the text is no position of this source
     */
    static BinlogPosition parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.hasNonNull("file") && json.hasNonNull("birth") && json.hasNonNull("table")) {
                return new BinlogPosition(
                        json.path("server").asText(),
                        json.get("file").asText(),
                        json.path("offset").asLong(),
                        json.get("birth").asText(),
                        json.path("gtid").asText(),
                        json.get("table").asText(),
                        rest(json.path("rest")));
            }
            throw new IngotException(unknown(text));
        } catch (JsonProcessingException e) {
            throw new IngotException(unknown(text), e);
        }
    }

    private static @Nullable Rest rest(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        List<String> after = new ArrayList<>();
        json.path("after").forEach(value -> after.add(value.asText()));
        return new Rest(json.path("key").asText(), after, json.path("rows").asLong());
    }

    private static Problem unknown(String text) {
        return Problem.of(CdcError.BAD_POSITION, "The stored position is not one of a binary log: " + text)
                .fix("If the pipeline had another source before, load it again: ingot run --full-refresh.");
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
