package dev.ingot.core.project;

import dev.ingot.api.error.Place;

/**
 * A named set of connections, such as dev or prod.
 *
 * @param warehouse name of the connection that holds the tables
 * @param schema dbt's {@code target.schema}: where models go that name none
 */
public record Target(String name, String warehouse, String schema, Place place) {}
