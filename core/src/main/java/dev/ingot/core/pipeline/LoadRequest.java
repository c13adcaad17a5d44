package dev.ingot.core.pipeline;

import java.time.InstantSource;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks of every pipeline in it.
 *
 * @param run the run's id
 * @param date of {@code --date}; null where none was given
 * @param fullRefresh read everything again and replace the tables
 * @param clock asked for each batch once its table is locked; the time is written to {@code _ingot_loaded_at}, for people:
 *     the order of rows is that of their batches
 */
public record LoadRequest(String run, @Nullable LocalDate date, boolean fullRefresh, InstantSource clock) {}
