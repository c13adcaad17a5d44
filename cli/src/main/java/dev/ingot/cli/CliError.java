package dev.ingot.cli;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can be wrong with a command itself. */
public enum CliError implements ErrorCode {
    BAD_USAGE(
            "INGOT-CLI-001",
            "A command was not understood",
            "An option or a command is misspelt or lacks its value. 'ingot COMMAND --help' shows what there is."),
    NO_SUCH_RUN("INGOT-CLI-002", "There is no such run", "'ingot runs' lists them; 'last' stands for the newest."),
    CONTROLLER_CONFLICT(
            "INGOT-CLI-003",
            "The YAML and the controller table disagree",
            "The same field of a pipeline was changed in the YAML and in the table controller, to different values."
                    + " 'ingot plan' shows both. 'ingot apply --prefer yaml' or '--prefer table' decides; nothing runs"
                    + " until then, because either choice would silently drop somebody's change."),
    UNDO_BLOCKED(
            "INGOT-CLI-004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A run cannot be undone as it stands",
            "A later run changed one of its tables. Undo the later run first, newest first."),
    RUN_GOES_ON(
            "INGOT-CLI-015",
            ErrorKind.USER,
            ExitCode.LOCKED,
            "A run that still goes on cannot be undone",
            "Its process is alive and may commit more. Wait until it ends, or stop it; what it did can be undone then."),
    FOLDER_IN_USE(
            "INGOT-CLI-005",
            "A folder is not empty",
            "The command would write a new project or a demo into it. Name another folder, or empty this one."),
    NOTHING_TO_RETRY(
            "INGOT-CLI-006",
            "There is nothing to retry",
            "The project was never run with this target, so there is no last run to go on from."),
    NO_SUCH_TABLE(
            "INGOT-CLI-008",
            "There is no such table",
            "The name is misspelt, or no active pipeline fills it. 'ingot ls --resource-type pipeline' lists them."),
    NO_SUCH_SOURCE(
            "INGOT-CLI-010",
            "There is no such source",
            "The name is misspelt, or the connection is a warehouse or a notifier, which offers nothing to read."
                    + " 'ingot doctor' lists the connections."),
    NO_MODELS(
            "INGOT-CLI-009",
            "The project has no models",
            "The command compiles or shows models, but there is no dbt_project.yml and no folder models/."),
    NO_SUCH_MACRO(
            "INGOT-CLI-040",
            "There is no such macro",
            "run-operation calls a macro of the project, or of a package with the package's name in front."),
    NO_DOCS(
            "INGOT-CLI-011",
            "The page about the project cannot be shown",
            "It was not made yet, or the address where it is to be served is taken. 'ingot docs generate' makes it,"
                    + " 'ingot docs serve --port 0' takes any free port."),
    SERVICE_RUNS(
            "INGOT-CLI-042",
            ErrorKind.USER,
            ExitCode.LOCKED,
            "The project has a service already",
            "Two services would read the same changes and wait for each other's tables. Stop the first one; where its"
                    + " process is gone, its place is free at once, or, if it was on another machine or in another"
                    + " container, a minute after its last sign of life."),
    NO_ADDRESS(
            "INGOT-CLI-043",
            "The service cannot be shown where it was asked to",
            "The address is taken, perhaps by the service of another project, or it is none of this machine's."
                    + " 'ingot start --port 0' takes any port that is free and says which."),
    LOG_HAS_NO_TIMES(
            "INGOT-CLI-044",
            "A pipeline that is read from a log of changes has a schedule",
            "What a database logs is read once for all pipelines of its connection and by one process, and the server keeps"
                    + " its log until then. The service reads it all the time."),
    OTHER_WAREHOUSE(
            "INGOT-CLI-046",
            "A run belongs to another warehouse",
            "Versions of tables and what was read are kept for each warehouse, so a run can only be taken back where it"
                    + " worked."),
    NOT_WRITABLE(
            "INGOT-CLI-047",
            "A folder that a run writes to cannot be written",
            "A run writes to its tables, to the metadata store and its work folder (.ingot), and where there are models to"
                    + " their target folder. That is checked before the first load. Commands that only read, such as"
                    + " query, state, ls, runs and audit, need none of it."),
    UNEXPECTED(
            "INGOT-CLI-007",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "Ingot failed in a way that nobody foresaw",
            "This is a defect. The log file named beside it holds the whole trace.");

    private final Entry entry;

    CliError(String id, String title, String explanation) {
        this(id, ErrorKind.USER, ExitCode.USAGE, title, explanation);
    }

    CliError(String id, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(id, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
