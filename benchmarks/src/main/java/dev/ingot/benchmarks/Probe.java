package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The main class of a measured process: does one job and writes its figures to a file. */
public final class Probe {

    private Probe() {}

    /** @param arguments the job, the file for its figures, then {@code name=value} pairs */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            given.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        Section section = new Section();
        Job job = new Job(given);
        switch (arguments[0]) {
            case "generate" -> LoadJobs.generate(job, section);
            case "bare-copy" -> LoadJobs.bareCopy(job, section);
            case "load" -> LoadJobs.load(job, section);
            case "merge-prepare" -> MergeJobs.prepare(job, section);
            case "merge-stage" -> MergeJobs.stage(job, section);
            case "merge-load" -> MergeJobs.load(job, section);
            case "checksum" -> MergeJobs.checksum(job, section);
            case "commits" -> CommitJob.run(job, section);
            default -> throw new IllegalArgumentException("unknown job " + arguments[0]);
        }
        Gauge.write(Path.of(arguments[1]), section.values());
    }
}
