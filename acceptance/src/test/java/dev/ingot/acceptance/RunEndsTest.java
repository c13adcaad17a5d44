package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the steps of a run are over, one file or row that cannot be written keeps nothing else from it. */
class RunEndsTest {

    @TempDir
    Path folder;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void shop() {
        mail.start();
        shop = Shop.in(folder);
        shop.configure("shop", """
                landing: {type: files, path: landing}
                mail: {type: smtp, host: localhost, port: %d, security: none, from: a@example.org, to: b@example.org}
                """.formatted(mail.getSmtp().getPort()), """
                notifications: [{via: mail, on: [success, failure]}]
                """);
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    /** A folder with something in it stands where a file is to be written; the store refuses to close the run's row. */
    private void spoil() throws Exception {
        shop.ingot("ls").succeeded();
        shop.editMetadata("CREATE TRIGGER full BEFORE UPDATE ON run WHEN NEW.ended_at IS NOT NULL"
                + " BEGIN SELECT RAISE(ABORT, 'no space for this row'); END");
        for (String file : List.of("manifest.json", "openlineage.json")) {
            Files.createDirectories(folder.resolve("target").resolve(file).resolve("in the way"));
        }
    }

    private static List<String> problems(JsonNode report) {
        List<String> problems = new ArrayList<>();
        report.path("problems").forEach(problem -> problems.add(problem.toString()));
        return problems;
    }

    @Test
    void eachEndIsAttemptedAndEachFailureIsSaid() throws Exception {
        spoil();

        Cli.Result run = shop.ingot("run", "--output", "json").exits(1);

        assertThat(run.json().path("exit_code").asInt()).isEqualTo(1);
        assertThat(run.json().path("steps"))
                .hasSize(3)
                .allMatch(step -> "success".equals(step.path("status").asText()));
        assertThat(problems(run.json()))
                .hasSize(3)
                .anyMatch(problem -> problem.contains("no space for this row"))
                .anyMatch(problem -> problem.contains("manifest.json"))
                .anyMatch(problem -> problem.contains("openlineage.json"));
        assertThat(folder.resolve("target/run_results.json")).content().contains("model.shop.revenue");
        assertThat(mail.getReceivedMessages()).hasSize(1);
        assertThat(mail.getReceivedMessages()[0].getSubject()).contains("3 succeeded");
        assertThat(shop.query("select count(*) from gold.revenue")).containsExactly("2");
    }

    @Test
    void aFailureAfterTheStepsDoesNotHideTheirs() throws Exception {
        shop.write("landing/sales-1.csv", "another;header\n1;2\n");
        spoil();

        Cli.Result run = shop.ingot("run").exits(3);

        assertThat(run.out())
                .contains(
                        "INGOT-LOAD-011", "Done. PASS=1", "no space for this row", "manifest.json", "openlineage.json");
        assertThat(mail.getReceivedMessages()[0].getSubject()).contains("1 failed");
    }
}
