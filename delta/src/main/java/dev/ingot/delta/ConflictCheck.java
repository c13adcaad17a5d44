package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides whether a commit may go on top of what others committed since it read the table. */
final class ConflictCheck {

    private final String root;
    private final Plan plan;

    ConflictCheck(String root, Plan plan) {
        this.root = root;
        this.plan = plan;
    }

    /**
     * @param state the newest version
     * @param winners what others committed after the version that the plan was made from
     */
    void check(TableState state, List<LogCommit> winners) {
        Transaction transaction = plan.transaction();
        if (transaction != null) {
            Long seen = state.transactions().get(transaction.appId());
            if (seen != null && seen >= transaction.version()) {
                throw Problem.of(
                                DeltaError.ALREADY_COMMITTED,
                                "'" + transaction.appId() + "' has already committed number " + seen + ", so number "
                                        + transaction.version() + " is not committed again")
                        .at(Place.of(root))
                        .toException();
            }
        }
        for (LogCommit winner : winners) {
            check(winner);
        }
        Set<String> removed = new HashSet<>();
        for (LogFile file : plan.removes()) {
            if (state.files().find(file.location) == null) {
                throw conflict(state.version(), "the file '" + file.path + "', which was to be replaced, is gone");
            }
            if (!removed.add(file.location)) {
                throw DeltaProblems.invalid(root, "the file '" + file.path + "' is removed twice in one commit");
            }
        }
        Set<String> added = new HashSet<>();
        for (LogFile file : plan.adds()) {
            boolean live = state.files().find(file.location) != null && !removed.contains(file.location);
            if (live || !added.add(file.location)) {
                throw DeltaProblems.invalid(
                        root, "the file '" + file.path + "' is already part of the table and would count twice");
            }
        }
    }

    private void check(LogCommit winner) {
        if (winner.protocol() != null) {
            throw conflict(winner.version(), "the table's protocol was changed");
        }
        if (winner.metadata() != null) {
            throw conflict(winner.version(), "the table's columns or properties were changed");
        }
        Transaction transaction = plan.transaction();
        if (transaction != null
                && winner.transactions().stream().anyMatch(one -> one.appId().equals(transaction.appId()))) {
            throw conflict(winner.version(), "'" + transaction.appId() + "' committed from somewhere else");
        }
        if (plan.reads() == Reads.TABLE && winner.addsData()) {
            throw conflict(winner.version(), "rows were added that this step has not seen");
        }
        if (plan.reads() == Reads.TABLE && winner.removesData()) {
            throw conflict(winner.version(), "rows were removed that this step has read");
        }
    }

    IngotException conflict(long version, String why) {
        return Problem.of(
                        DeltaError.CONFLICT,
                        "another process changed the table (version " + version + ") after version "
                                + plan.readVersion() + " was read")
                .at(Place.of(root))
                .because(why)
                .fix("Run the step again; nothing of it was written.")
                .toException();
    }
}
