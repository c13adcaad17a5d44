package dev.ingot.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.notify.RunReport;
import dev.ingot.testing.Reports;
import java.io.StringReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.swing.text.html.HTMLEditorKit;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void theTextSaysAllThatPeopleNeedWithWhatFailedFirst() {
        assertThat(TextReport.of(new Summary(Reports.mixed()))).isEqualTo("""
                        metadata_etl 1 failed, 2 succeeded, 1 skipped (dev)
                        ===================================================
                        The run before this one was good.
                        run      20250323T040000-7f  (ingot run --date 20250323)
                        started  2025-03-23 04:00:00 UTC
                        took     1 min 12 s
                        rows     read 2,014 = 1,971 inserted + 14 deduplicated + 29 quarantined

                        FAILED (1)
                        - pipeline orders -> bronze.orders, 870 ms
                          read 1,014 = 971 inserted + 14 deduplicated + 29 quarantined
                          INGOT-LOAD-004: 29 of 1014 rows of orders were quarantined, 10 are allowed.
                            at: pipelines/orders.yml:12:3
                            why: rule cast:price took most of them
                            fix: Look at them with 'ingot quarantine show orders', or raise quarantine.max_rows.

                        SKIPPED (1)
                        - model sil_orders -> silver.sil_orders, 0 ms
                          orders failed

                        SUCCEEDED (2)
                        - pipeline customers -> bronze.customers, 3.2 s
                          read 1,000 = 1,000 inserted
                        - model sil_customers -> silver.sil_customers, 1 min 1 s
                          read 1,000 = 1,000 inserted
                          1 column added
                          warning INGOT-LOAD-004: email is blank in 3 rows.

                        QUARANTINE (one row of each rule)
                        - orders, cast:price: 29 rows
                          '12,5' is not a decimal(10,2)
                          20250323/orders.json:17  {"order_id": "7f", "price": "12,5", "note": "<b>&"}
                        """);
    }

    @Test
    void theSubjectIsShortAndTellsTheResult() {
        assertThat(new Summary(Reports.good()).subject()).isEqualTo("metadata_etl 1 succeeded (dev)");
        assertThat(new Summary(Reports.good()).change()).isEqualTo("The run before this one failed; it works again.");
        assertThat(new Summary(Reports.of("p", true, null, "s")).change()).isEmpty();
        RunReport early = new RunReport(
                "p", "dev", "r", "c", Reports.good().started(), Reports.good().ended(), false, null, List.of());
        assertThat(new Summary(early).subject()).isEqualTo("p failed before the first step (dev)");
    }

    @Test
    void theHtmlHoldsTheSameFactsAndFetchesNothing() {
        String html = HtmlReport.of(new Summary(Reports.mixed()));

        assertThat(html)
                .contains(
                        "metadata_etl: 1 failed, 2 succeeded, 1 skipped",
                        "read 1,014 = 971 inserted + 14 deduplicated + 29 quarantined",
                        "pipelines/orders.yml:12:3",
                        "raise quarantine.max_rows",
                        "20250323/orders.json:17",
                        "&quot;note&quot;: &quot;&lt;b&gt;&amp;&quot;")
                .doesNotContain("http", "<script", "<style", "<img", "url(", "<b>");
    }

    @Test
    void aReportOfManyStepsStaysShort() {
        RunReport mixed = Reports.mixed();
        List<RunReport.StepReport> steps =
                Collections.nCopies(300, mixed.steps().get(1));
        Summary many =
                new Summary(new RunReport("p", "dev", "r", "c", mixed.started(), mixed.ended(), false, null, steps));

        assertThat(TextReport.of(many))
                .contains("FAILED (300)", "- and 270 more")
                .hasSizeLessThan(30_000);
        assertThat(HtmlReport.of(many)).contains("Failed (300)", "and 270 more").hasSizeLessThan(100_000);
    }

    @Test
    void namesThatLookLikeHtmlStayText() {
        String html = HtmlReport.of(new Summary(Reports.of("<script>x</script>", true, true, "a\"'><img src=x>")));

        assertThat(html)
                .contains("&lt;script&gt;x&lt;/script&gt;", "a&quot;&#39;&gt;&lt;img src=x&gt;")
                .doesNotContain("<script", "<img");
    }

    @Test
    void everyTagIsClosed() throws Exception {
        StringBuilder errors = new StringBuilder();
        new javax.swing.text.html.parser.ParserDelegator()
                .parse(
                        new StringReader(HtmlReport.of(new Summary(Reports.mixed()))),
                        new HTMLEditorKit.ParserCallback() {
                            @Override
                            public void handleError(String message, int position) {
                                if (message.startsWith("end") || message.startsWith("unmatched")) {
                                    errors.append(message).append('\n');
                                }
                            }
                        },
                        true);

        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void jsonHasTheWholeReportAndATextForPeople() throws Exception {
        JsonNode json = new ObjectMapper().readTree(JsonReport.of(new Summary(Reports.mixed()), false));

        assertThat(json.path("text").asText()).isEqualTo("""
                        ❌ metadata_etl 1 failed, 2 succeeded, 1 skipped (dev), 1 min 12 s
                        read 2,014 = 1,971 inserted + 14 deduplicated + 29 quarantined
                        - pipeline orders: INGOT-LOAD-004 29 of 1014 rows of orders were quarantined, 10 are allowed.""");
        assertThat(json.path("success").asBoolean()).isFalse();
        assertThat(json.path("previous_success").asBoolean()).isTrue();
        assertThat(json.path("duration_ms").asLong()).isEqualTo(72_400);
        assertThat(json.path("steps")).hasSize(4);
        JsonNode orders = json.path("steps").path(1);
        assertThat(orders.path("status").asText()).isEqualTo("failed");
        assertThat(orders.path("counts").path("deduplicated").asLong()).isEqualTo(14);
        assertThat(orders.path("problems").path(0).path("place").asText()).isEqualTo("pipelines/orders.yml:12:3");
        assertThat(orders.path("rejections").path(0).path("rows").asLong()).isEqualTo(29);
    }

    @Test
    void durationsAreRead() {
        assertThat(Summary.duration(Duration.ofMillis(59_990))).isEqualTo("59.9 s");
        assertThat(Summary.duration(Duration.ofSeconds(3599))).isEqualTo("59 min 59 s");
        assertThat(Summary.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    @Test
    void rawRecordsAreCutBetweenCharactersAndStayOnOneLine() {
        assertThat(Summary.oneLine("a\r\nb\tc\u0007", 10)).isEqualTo("a\\r\\nb\\tc\ufffd");
        assertThat(Summary.oneLine("abc𝄞", 4)).isEqualTo("abc…");
    }

    @Test
    void everyErrorHasItsOwnNumberAndAnExplanation() {
        assertThat(Arrays.stream(NotifyError.values()).map(NotifyError::id)).doesNotHaveDuplicates();
        assertThat(NotifyError.values()).allSatisfy(error -> {
            assertThat(error.id()).matches("INGOT-(MAIL|HOOK)-\\d{3}");
            assertThat(error.title()).isNotBlank().doesNotEndWith(".");
            assertThat(error.explanation()).endsWith(".");
        });
    }
}
