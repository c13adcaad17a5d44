package dev.ingot.testing;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs to tell people of. Stateless. */
public final class Reports {

    private static final Instant START = Instant.parse("2025-03-23T04:00:00Z");

    private Reports() {}

    /** The failure that the samples tell of. */
    public static final ErrorCode THRESHOLD = new ErrorCode.Entry(
            "INGOT-LOAD-004",
            ErrorKind.USER,
            ExitCode.CONTRACT,
            "Too many rows were quarantined",
            "More rows than the pipeline allows.");

    /** A run as it happens: most is well, one load is over its threshold, what depends on it did not run. */
    public static RunReport mixed() {
        QuarantinedRow row = new QuarantinedRow(
                "q1",
                "orders",
                "r-7",
                3,
                START,
                "cast:price",
                "'12,5' is not a decimal(10,2)",
                "20250323/orders.json",
                17,
                "{\"order_id\": \"7f\", \"price\": \"12,5\", \"note\": \"<b>&\"}");
        Problem threshold = Problem.of(THRESHOLD, "29 of 1014 rows of orders were quarantined, 10 are allowed.")
                .at(Place.of("pipelines/orders.yml", 12, 3))
                .because("rule cast:price took most of them")
                .fix("Look at them with 'ingot quarantine show orders', or raise quarantine.max_rows.");
        return new RunReport(
                "metadata_etl",
                "dev",
                "20250323T040000-7f",
                "ingot run --date 20250323",
                START,
                START.plusMillis(72_400),
                false,
                true,
                List.of(
                        new StepReport(
                                "customers",
                                "pipeline",
                                "bronze.customers",
                                Outcome.Succeeded.of(new Counts(1000, 1000, 0, 0, 0, 0, 0, 0)),
                                Duration.ofMillis(3210),
                                List.of()),
                        new StepReport(
                                "orders",
                                "pipeline",
                                "bronze.orders",
                                new Outcome.Failed(
                                        List.of(threshold), new Counts(1014, 971, 0, 0, 0, 14, 0, 29), false),
                                Duration.ofMillis(870),
                                List.of(new Rejection("cast:price", "'12,5' is not a decimal(10,2)", 29, row))),
                        new StepReport(
                                "sil_customers",
                                "model",
                                "silver.sil_customers",
                                new Outcome.Succeeded(
                                        Counts.inserted(1000),
                                        List.of(),
                                        "1 column added",
                                        List.of(Problem.of(THRESHOLD, "email is blank in 3 rows."))),
                                Duration.ofMillis(61_000),
                                List.of()),
                        new StepReport(
                                "sil_orders",
                                "model",
                                "silver.sil_orders",
                                new Outcome.Skipped("orders failed"),
                                Duration.ZERO,
                                List.of())));
    }

    /** One step that succeeded, after a run that failed. */
    public static RunReport good() {
        return of("metadata_etl", true, false, "customers");
    }

    /** A run of one pipeline that inserted a row. */
    public static RunReport of(String project, boolean success, @Nullable Boolean previous, String step) {
        return new RunReport(
                project,
                "dev",
                "r-1",
                "ingot run",
                START,
                START.plusMillis(999),
                success,
                previous,
                List.of(new StepReport(
                        step,
                        "pipeline",
                        "bronze.customers",
                        Outcome.Succeeded.of(Counts.inserted(1)),
                        Duration.ofMillis(12),
                        List.of())));
    }
}
