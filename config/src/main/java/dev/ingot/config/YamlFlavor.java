package dev.ingot.config;

/** How a plain (unquoted) scalar becomes a value, and how strict a file is read. */
public enum YamlFlavor {
    /**
     * YAML 1.2, core schema (yaml.org/spec/1.2.2, 10.3): for Ingot's own files. {@code yes} and {@code on} are text, and
     * a key that is written twice is a problem.
     */
    CORE,
    /**
     * YAML 1.1 as PyYAML's safe loader resolves it: for files in dbt's format. {@code yes} and {@code on} are booleans,
     * {@code 010} is eight, {@code 2020-01-01} is a date. A key that is written twice is a warning and the last one
     * counts, because that is what dbt does.
     */
    PYYAML
}
