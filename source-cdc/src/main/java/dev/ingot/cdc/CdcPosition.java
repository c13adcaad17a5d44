package dev.ingot.cdc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Up to where the changes of a table were taken: all transactions that end before {@code lsn}, none that ends behind it.
 * While the table is read as it is, up to which of its blocks.
 *
 * @param system the server's own identifier: positions of another server mean nothing here
 * @param slot the replication slot that keeps what comes next
 * @param table {@code schema.table}
 * @param publication what tells whether the publication gave the table all along, as {@link Publication#marks} has it
 * @param block the next one to be read; {@link #WHOLE} once all were
 */
record CdcPosition(String system, String slot, String table, String publication, LogSequenceNumber lsn, long block)
        implements Position {

    static final long WHOLE = -1;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public long place() {
        return lsn.asLong();
    }

    @Override
    public boolean isWhole() {
        return block == WHOLE;
    }

    @Override
    public CdcPosition movedTo(Position place) {
        CdcPosition to = (CdcPosition) place;
        return new CdcPosition(to.system, to.slot, table, publication, to.lsn, WHOLE);
    }

    /** The same place, with all blocks before this one read. */
    CdcPosition at(long next) {
        return new CdcPosition(system, slot, table, publication, lsn, next);
    }

    @Override
    public String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("system", system)
                .put("slot", slot)
                .put("table", table)
                .put("publication", publication)
                .put("lsn", lsn.asString());
        if (!isWhole()) {
            json.put("block", block);
        }
        return json.toString();
    }

    /**
     * @throws IngotException if the text is no position of this source
     */
    static CdcPosition parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.hasNonNull("system") && json.hasNonNull("slot") && json.hasNonNull("table")) {
                LogSequenceNumber lsn =
                        LogSequenceNumber.valueOf(json.path("lsn").asText());
                if (!lsn.equals(LogSequenceNumber.INVALID_LSN)) {
                    return new CdcPosition(
                            json.get("system").asText(),
                            json.get("slot").asText(),
                            json.get("table").asText(),
                            json.path("publication").asText(),
                            lsn,
                            json.path("block").asLong(WHOLE));
                }
            }
            throw new IngotException(unknown(text));
        } catch (JsonProcessingException e) {
            throw new IngotException(unknown(text), e);
        }
    }

    private static Problem unknown(String text) {
        return Problem.of(CdcError.BAD_POSITION, "The stored position is not one of a database's log: " + text)
                .fix("If the pipeline had another source before, load it again: ingot run --full-refresh.");
    }
}
