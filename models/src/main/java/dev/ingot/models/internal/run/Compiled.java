package dev.ingot.models.internal.run;

import dev.ingot.models.internal.node.DbtNode;
import java.util.Map;

/**
 * A node's SQL.
 *
 * @param body the rendered template alone
 * @param sql with the common table expressions that it needs
 * @param tables those, by name
 */
record Compiled(DbtNode node, String body, String sql, Map<String, String> tables) {}
