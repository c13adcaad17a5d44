package dev.ingot.cdc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;

/**
 * Up to where the changes of a table were taken from a binary log: a place between two transactions.
 *
 * @param server the server's own identifier
 * @param birth when the file was begun and by which server: another file of the same name has another one
 * @param gtid of the last transaction before it, for people; empty where there is none
 * @param table {@code database.table}
 */
record BinlogPosition(String server, String file, long offset, String birth, String gtid, String table) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The place as one number that grows with the log: the file's number, then the place in it. */
    long place() {
        return place(file, offset);
    }

    static long place(String file, long offset) {
        return (Long.parseLong(file.substring(file.lastIndexOf('.') + 1)) << 32) | offset;
    }

    BinlogPosition at(String newFile, long newOffset, String newBirth) {
        return new BinlogPosition(server, newFile, newOffset, newBirth, gtid, table);
    }

    BinlogPosition behind(String transaction) {
        return new BinlogPosition(server, file, offset, birth, transaction, table);
    }

    String json() {
        return JSON.createObjectNode()
                .put("server", server)
                .put("file", file)
                .put("offset", offset)
                .put("birth", birth)
                .put("gtid", gtid)
                .put("table", table)
                .toString();
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
                        json.get("table").asText());
            }
            throw new IngotException(unknown(text));
        } catch (JsonProcessingException e) {
            throw new IngotException(unknown(text), e);
        }
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
