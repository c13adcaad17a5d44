package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** One database and the changes of its tables. A position is a {@link CdcPosition}. */
final class PostgresCdcSource implements Source {

    private final Server server;
    private final CdcBatches.Limits limits;
    private final long slotLimit;
    private final Path project;
    private final Path work;

    PostgresCdcSource(Server server, CdcBatches.Limits limits, long slotLimit, Path project, Path work) {
        this.server = server;
        this.limits = limits;
        this.slotLimit = slotLimit;
        this.project = project;
        this.work = work;
    }

    @Override
    public Batches read(ReadRequest request, StepControl control) {
        return new CdcBatches(server, limits, slotName(request.pipeline()), work, request, control);
    }

    /** A name that another project's pipeline of the same name does not take. */
    private String slotName(String pipeline) {
        CRC32 hash = new CRC32();
        hash.update((project.toAbsolutePath().normalize() + "\n" + pipeline).getBytes(StandardCharsets.UTF_8));
        String plain = pipeline.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String head = plain.length() > 48 ? plain.substring(0, 48) : plain;
        return String.format(Locale.ROOT, "ingot_%s_%08x", head, hash.getValue());
    }

    /** A change in quarantine is kept as JSON. */
    @Override
    public Format formatOf(ReadRequest request, String file) {
        return new Format.JsonLines(List.of());
    }

    @Override
    public List<Discovered> discover() {
        try (Connection sql = server.sql()) {
            return Server.rows(
                    sql,
                    "SELECT n.nspname || '.' || c.relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN"
                            + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT LIKE"
                            + " 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1",
                    row -> new Discovered(
                            row.getString(1).substring(row.getString(1).indexOf('.') + 1),
                            Map.of("table", row.getString(1)),
                            row.getLong(2)));
        } catch (SQLException e) {
            throw Server.failed(e, "Listing the tables");
        }
    }

    @Override
    public List<Problem> check() {
        try (Connection sql = server.sql()) {
            List<Problem> problems = new ArrayList<>(new Preflight(sql, server).server());
            problems.addAll(new Slots(sql).keeping(slotLimit));
            return problems;
        } catch (SQLException e) {
            return Server.failed(e, "Checking the server").problems();
        } catch (IngotException e) {
            return e.problems();
        }
    }

    @Override
    public void close() {}
}
