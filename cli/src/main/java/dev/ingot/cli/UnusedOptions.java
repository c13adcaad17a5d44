package dev.ingot.cli;

import picocli.CommandLine.Option;

/** Flags of dbt that mean nothing here. They are taken and not shown, so that scripts need not be changed. */
final class UnusedOptions {

    @Option(
            names = {
                "--static-parser",
                "--no-static-parser",
                "--use-experimental-parser",
                "--no-use-experimental-parser",
                "--version-check",
                "--no-version-check",
                "--send-anonymous-usage-stats",
                "--no-send-anonymous-usage-stats",
                "--populate-cache",
                "--no-populate-cache",
                "--cache-selected-only",
                "--no-cache-selected-only",
                "--introspect",
                "--no-introspect",
                "--print",
                "--no-print",
                "--write-json",
                "--no-write-json",
                "--use-colors-file",
                "--no-use-colors-file",
                "--use-fast-test-edges",
                "--no-use-fast-test-edges",
                "--inject-ephemeral-ctes",
                "--no-inject-ephemeral-ctes",
                "--log-cache-events",
                "--no-log-cache-events",
                "--upload-to-artifacts-ingest-api",
                "--no-upload-to-artifacts-ingest-api",
                "--debug",
                "--no-debug",
                "--single-threaded",
                "--no-single-threaded",
                "--no-full-refresh",
                "--no-empty"
            },
            arity = "0",
            hidden = true)
    boolean[] flags = {};

    @Option(
            names = {
                "--log-level",
                "--log-level-file",
                "--log-format-file",
                "--log-path",
                "--log-file-max-bytes",
                "--printer-width",
                "--record-timing-info"
            },
            arity = "1",
            hidden = true)
    String[] values = {};
}
