package dev.ingot.core.project;

import dev.ingot.config.YamlMapping;

/**
 * What pipelines take where they say nothing.
 *
 * @param node the block {@code defaults} as written, before interpolation
 */
public record PipelineDefaults(YamlMapping node) {}
