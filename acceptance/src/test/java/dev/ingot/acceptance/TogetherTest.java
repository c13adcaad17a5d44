package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that start at the same moment. */
class TogetherTest {

    private static final int COMMANDS = 4;

    @TempDir
    Path folder;

    private static List<Cli.Result> together(List<Callable<Cli.Result>> commands)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(commands.size());
        try {
            List<Cli.Result> results = new ArrayList<>();
            for (Future<Cli.Result> result : threads.invokeAll(commands)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    private void pipelines(Project project, String description) {
        StringBuilder yaml = new StringBuilder("pipelines:\n");
        for (int i = 1; i <= COMMANDS; i++) {
            yaml.append("""
                      - name: t%1$d
                        from: {connection: landing, path: "t%1$d.csv"}
                        to: bronze.t%1$d
                        load: full
                        description: %2$s
                    """.formatted(i, description));
        }
        project.write("pipelines/all.yml", yaml.toString());
    }

    private List<Callable<Cli.Result>> oneEach(Project project) {
        List<Callable<Cli.Result>> commands = new ArrayList<>();
        for (int i = 1; i <= COMMANDS; i++) {
            String table = "t" + i;
            project.write("landing/" + table + ".csv", "id\n1\n");
            commands.add(() -> project.ingot("run", "--select", table));
        }
        return commands;
    }

    @Test
    void commandsThatStartTogetherAllWorkInANewProjectAndAfterAChange() throws Exception {
        Project project = new Project(folder);
        project.configure("many", "landing: {type: files, path: landing}\n");
        pipelines(project, "as it was");
        for (Cli.Result result : together(oneEach(project))) {
            result.succeeded();
        }
        pipelines(project, "changed");
        for (Cli.Result result : together(oneEach(project))) {
            result.succeeded();
        }

        assertThat(project.metadata("SELECT DISTINCT description FROM controller"))
                .containsExactly("changed");
        assertThat(project.query("select count(*) from bronze.t1 union all select count(*) from bronze.t4"))
                .containsExactly("1", "1");
    }

    @Test
    void ofTwoFullRunsThatMayWaitTheSecondDoesWhatTheFirstDidNot() throws Exception {
        Project shop = Shop.in(folder);

        List<Cli.Result> results =
                together(List.of(() -> shop.ingot("run", "--wait"), () -> shop.ingot("run", "--wait", "600")));

        results.forEach(Cli.Result::succeeded);
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2");
        assertThat(shop.metadata("SELECT sum(rows_read), sum(inserted) FROM audit WHERE kind = 'pipeline'"))
                .containsExactly("4|3");
        assertThat(shop.metadata("SELECT count(*) FROM audit WHERE kind = 'model' AND status = 'success'"))
                .containsExactly("2");
    }
}
