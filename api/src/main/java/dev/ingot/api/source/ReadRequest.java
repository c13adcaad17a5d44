package dev.ingot.api.source;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline asks of its source.
 *
 * @param pipeline its name, for messages
 * @param options the pipeline's {@code from:} block, bound and checked against {@link SourcePlugin#pipelineOptions()}
 * @param date the {@code --date} of the run, null where none was given
 * @param full read everything again, whatever was read before
 * @param known the files that were read before (sources without files get an empty list)
 * @param position what the last committed batch left, null before the first
 * @param asText columns that the pipeline reads as another type than the source's: their values are wanted as the source
 *     prints them
 * @param whole each batch must be the whole table: one file, or, where files have dates, all files of a date
 */
public record ReadRequest(
        String pipeline,
        Map<String, Object> options,
        @Nullable LocalDate date,
        boolean full,
        List<SourceFile> known,
        @Nullable String position,
        Set<String> asText,
        boolean whole) {
    public ReadRequest {
        options = Map.copyOf(options);
        known = List.copyOf(known);
        asText = Set.copyOf(asText);
    }

    /** Of batches that say nothing of what they lack. */
    public ReadRequest(
            String pipeline,
            Map<String, Object> options,
            @Nullable LocalDate date,
            boolean full,
            List<SourceFile> known,
            @Nullable String position,
            Set<String> asText) {
        this(pipeline, options, date, full, known, position, asText, false);
    }

    /** Without columns that are wanted as text. */
    public ReadRequest(
            String pipeline,
            Map<String, Object> options,
            @Nullable LocalDate date,
            boolean full,
            List<SourceFile> known,
            @Nullable String position) {
        this(pipeline, options, date, full, known, position, Set.of());
    }
}
