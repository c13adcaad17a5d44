package dev.ingot.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Makes the history's lines of commits. */
final class History {

    private History() {}

    static CommitInfo info(LogCommit commit, CommitStamp stamp) {
        JsonNode info = commit.info() == null ? MissingNode.getInstance() : commit.info();
        return new CommitInfo(
                commit.version(),
                stamp.modified(),
                info.path("operation").asText(""),
                Json.texts(info.path("operationParameters")),
                Json.texts(info.path("operationMetrics")),
                info.path("engineInfo").asText(""),
                info.path("readVersion").asLong(-1),
                Json.texts(info.path("ingot")),
                commit.transactions(),
                commit.adds().size(),
                commit.removedLocations().size(),
                commit.addsData()
                        || commit.removesData()
                        || (commit.adds().isEmpty() && commit.removedLocations().isEmpty()));
    }
}
