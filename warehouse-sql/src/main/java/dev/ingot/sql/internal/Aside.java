package dev.ingot.sql.internal;

import dev.ingot.api.table.TableName;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of tables that are built aside: {@code orders__ingot_1f0c35a2_7}. The middle names the process, so that the next
 * one can tell what was left by a process that did not live to remove it. Thread-safe.
 */
final class Aside {

    /** The shortest limit of the databases: PostgreSQL cuts names after 63 bytes. */
    private static final int LONGEST = 63;

    private static final Pattern NAME = Pattern.compile(".*__ingot_([0-9a-f]{8})_[0-9a-z]+");

    private final String process =
            String.format("%08x", ThreadLocalRandom.current().nextInt());
    private final AtomicLong number = new AtomicLong();

    String process() {
        return process;
    }

    TableName of(TableName target) {
        String end = "__ingot_" + process + "_" + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
        String start = target.name();
        while ((start + end).getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST) {
            start = start.substring(0, start.length() - 1);
        }
        return TableName.of(target.schema(), start + end);
    }

    /** The process that made a table of this name; empty for all other tables. */
    static Optional<String> process(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
