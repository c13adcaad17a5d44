package dev.ingot.cli;

import dev.ingot.api.run.Outcome;
import dev.ingot.config.Secrets;
import java.util.function.UnaryOperator;

/**
 * Takes secrets out of how a step ended, before the terminal, the audit, artefacts, reports, the page and OpenLineage are
 * drawn from it. The reasons of quarantined rows are data, and stay.
 */
record MaskedOutcome(Secrets secrets) implements UnaryOperator<Outcome> {

    @Override
    public Outcome apply(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return new Outcome.Failed(
                    failed.problems().stream().map(secrets::redact).toList(), failed.counts(), failed.retryable());
        }
        if (outcome instanceof Outcome.Succeeded done) {
            return new Outcome.Succeeded(
                    done.counts(),
                    done.changes(),
                    secrets.redact(done.message()),
                    done.warnings().stream().map(secrets::redact).toList());
        }
        return new Outcome.Skipped(secrets.redact(((Outcome.Skipped) outcome).why()));
    }
}
