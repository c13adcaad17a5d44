package dev.ingot.core.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks of every pipeline in it.
 *
 * @param run the run's id
 * @param date of {@code --date}; null where none was given
 * @param fullRefresh read everything again and replace the tables
 * @param loadedAt written to {@code _ingot_loaded_at}: one instant for the whole run
 */
public record LoadRequest(String run, @Nullable LocalDate date, boolean fullRefresh, Instant loadedAt) {}
