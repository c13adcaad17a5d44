package dev.ingot.core.project;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can be wrong with a project beyond the form of its files. */
public enum ProjectError implements ErrorCode {
    NO_PROJECT(
            1,
            "There is no project here",
            "A project is a folder with ingot.yml, or a dbt project (a folder with dbt_project.yml). Change to its "
                    + "folder, name it with --project-dir, or make one with 'ingot init'."),
    UNKNOWN_FORMAT(
            2,
            "The project is written for another version",
            "The key 'version' tells the version of the file's format, which is 1 today."),
    UNKNOWN_TARGET(
            3,
            "A target is not known",
            "The target is chosen by --target, then INGOT_TARGET, then the key 'target'; it must be one of 'targets'."),
    UNKNOWN_CONNECTION(
            4,
            "A connection is not known",
            "Pipelines, targets and notifications name connections that stand under 'connections' in ingot.yml."),
    UNKNOWN_TYPE(
            5,
            "A connection's type is not known",
            "Each type comes with a plug-in. The message lists the types that are installed."),
    WRONG_ROLE(
            6,
            "A connection cannot do what is asked of it",
            "Pipelines read from sources, targets name a warehouse, notifications go through a notifier; not every "
                    + "connection is each of these."),
    KEY_NEEDED(
            7,
            "A load type needs a key",
            "merge and snapshot find the row that a new row replaces by its key. Name the columns under 'key'."),
    NOT_IN_CONTRACT(
            8,
            "A column is not in the contract",
            "With mode freeze or quarantine the contract lists all columns of the table, so a key, an order or a "
                    + "partition can only use those."),
    SAME_TWICE(
            9,
            "Two pipelines have the same name or table",
            "Names and tables are compared ignoring case, because some systems do. A table is loaded by one pipeline."),
    UNKNOWN_COLUMN_TYPE(
            10,
            "A column's type is not known",
            "The types are boolean, tinyint, smallint, integer, bigint, float, double, decimal(p,s), string, binary, "
                    + "date, time, timestamp, timestamp_ntz, uuid and json; usual other names, such as int and text, are understood."),
    BAD_CRON(
            11,
            "A schedule is not a cron expression",
            "Five fields: minute, hour, day of month, month, day of week. Or one of @hourly, @daily, @weekly, "
                    + "@monthly, @yearly."),
    UNKNOWN_PLACEHOLDER(
            12,
            "A path has an unknown placeholder",
            "The path of a source may hold {date}, {date:pattern}, {data_source} and {table}. Choices of a wildcard "
                    + "have a comma: {csv,tsv}."),
    BAD_NAME(
            13,
            "A name has characters that it cannot have",
            "Names become folders, table names and parts of selections: letters, digits, '_', '-' and, for pipelines, "
                    + "'.'."),
    BAD_VALUE(14, "A value is out of its range", "The message says which values are allowed."),
    CONTRADICTION(
            15,
            "Two settings contradict each other",
            "Each of the settings is right by itself, but they cannot hold together."),
    NO_WAREHOUSE(
            16,
            "No warehouse is named",
            "Several connections could hold the tables. The target says which: 'warehouse: name'."),
    MISSING_FOLDER(17, "A folder of the project does not exist", "A path under 'models' or 'pipeline_paths' is wrong."),
    ORDER_TERM(
            18,
            "A term of an order is not understood",
            "A term of 'order_by' is a column, then optionally asc or desc: 'updated_at desc'."),
    PASSED_OVER(
            19,
            "A key of a dbt profile changes nothing",
            "It sets something that dbt's adapter needs and Ingot does not, or that is done otherwise here. Extensions"
                    + " of DuckDB are not downloaded; json, icu and parquet are built in."),
    NO_PROFILE(
            20,
            "A dbt profile is not there",
            "'profile' in dbt_project.yml names one of the profiles of profiles.yml, which is sought in --profiles-dir,"
                    + " DBT_PROFILES_DIR, the project's folder and ~/.dbt, in this order.");

    private final Entry entry;

    ProjectError(int number, String title, String explanation) {
        this.entry = new Entry(
                String.format("INGOT-PROJECT-%03d", number), ErrorKind.USER, ExitCode.USAGE, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
