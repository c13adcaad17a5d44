package dev.ingot.models;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can be wrong with models. */
public enum ModelsError implements ErrorCode {
    PROJECT_FILE(
            1,
            ExitCode.USAGE,
            "dbt_project.yml is not valid",
            "The project file cannot be used as it stands. Check the key at the place that is shown against the"
                    + " reference of dbt_project.yml."),
    UNKNOWN_KEY(
            2,
            ExitCode.USAGE,
            "A key is not known",
            "The block has a key that means nothing there, often a slip of the finger or a wrong indent. Correct or"
                    + " remove it; your own notes belong under 'meta'."),
    DUPLICATE_NAME(
            3,
            ExitCode.USAGE,
            "A name is used twice",
            "Two definitions of one package have the same name, so a reference to it would be ambiguous. Rename or"
                    + " remove one of them."),
    UNKNOWN_REF(
            4,
            ExitCode.USAGE,
            "ref() names a model that does not exist",
            "There is no model, seed or snapshot of that name. The name is the file's name without '.sql' or '.csv'."),
    UNKNOWN_SOURCE(
            5,
            ExitCode.USAGE,
            "source() names a table that does not exist",
            "Neither a 'sources:' block nor a pipeline declares that table. Declare it, or name the schema and table that"
                    + " the pipeline's 'to:' says."),
    DISABLED_REF(
            6,
            ExitCode.USAGE,
            "ref() names a model that is disabled",
            "The model exists, but its configuration says 'enabled: false'. Enable it, or do not refer to it."),
    CYCLE(
            7,
            ExitCode.USAGE,
            "Models depend on each other in a circle",
            "No order exists in which these models could be built. Let one of them read from something further up."),
    TEMPLATE(
            8,
            ExitCode.USAGE,
            "A template cannot be rendered",
            "The Jinja code is not valid or failed while it ran. The place that is shown is in the file as written; if the"
                    + " failure is inside a macro, the calls that led there are listed."),
    SQL(
            9,
            ExitCode.FAILED,
            "The warehouse refuses the compiled SQL",
            "The model rendered, but the SQL that came out cannot be run. The line of the model is shown with the compiled"
                    + " line beside it; the whole compiled SQL is under target/compiled."),
    BAD_CONFIG(
            10,
            ExitCode.USAGE,
            "A configuration value is not valid",
            "A key of config() or of the project's YAML has a value that it cannot have. The allowed values are shown."),
    UNKNOWN_TEST(
            11,
            ExitCode.USAGE,
            "A generic test does not exist",
            "No macro file and no package defines a test of that name. Built in are unique, not_null, accepted_values and"
                    + " relationships."),
    BAD_PROPERTY(
            12,
            ExitCode.USAGE,
            "A property file is not valid",
            "A YAML file beside the models has a block of the wrong shape."),
    RAISED(
            13,
            ExitCode.USAGE,
            "The project's own code raised an error",
            "A macro called exceptions.raise_compiler_error or require(). The message is the project's."),
    SEED(
            14,
            ExitCode.FAILED,
            "A seed file cannot be loaded",
            "The CSV file of a seed has a shape or a value that does not fit. Each line must have as many values as the"
                    + " header, and each value must fit the type that 'column_types' says."),
    TEST_FAILED(
            15,
            ExitCode.FAILED,
            "A test failed",
            "The test's select found rows that should not be there. The compiled SQL of the test, run by itself, shows"
                    + " them; with 'store_failures' they are kept in a table."),
    UNSUPPORTED(
            16,
            ExitCode.FAILED,
            "A feature is not supported",
            "The project uses something that Ingot reads but cannot run."),
    UNKNOWN_NODE(
            17, ExitCode.USAGE, "There is no such node", "The unique id does not belong to any node of the project."),
    MISSING_VARIABLE(
            18,
            ExitCode.USAGE,
            "A variable has no value",
            "var() or env_var() asks for a variable that is not set and gives no default. Set it under 'vars:', with"
                    + " --vars, or in the environment."),
    SECRET_VARIABLE(
            48,
            ExitCode.USAGE,
            "A secret variable is used where it would be seen",
            "dbt gives variables whose names begin with DBT_ENV_SECRET to profiles.yml only, so that their values never get"
                    + " into SQL. The same holds here."),
    AMBIGUOUS_REF(
            19,
            ExitCode.USAGE,
            "A name fits several nodes",
            "Several packages have a node of that name. Say which: ref('package', 'name')."),
    UNREADABLE(
            20,
            ExitCode.USAGE,
            "A file of the project cannot be read",
            "The file exists but cannot be opened or is not UTF-8 text."),
    NO_SUCH_NODE_DESCRIBED(
            21,
            ExitCode.USAGE,
            "A property file describes a node that does not exist",
            "A YAML entry names a model, seed or snapshot that has no file, so its tests and its configuration have no"
                    + " effect. Correct the name, or remove the entry."),
    NO_STATE(
            40,
            ExitCode.USAGE,
            "There is no earlier state to compare with",
            "--state, --defer and state: selectors need the artefacts of an earlier run: a folder with its manifest.json."),
    FRESHNESS(
            41,
            ExitCode.FAILED,
            "It cannot be told how old a source is",
            "The source names a column or a query that gives no moment, or limits that are none. Without either the"
                    + " warehouse is asked when it last changed the table."),
    CONTRACT(
            44,
            ExitCode.CONTRACT,
            "A model's contract is broken",
            "The model's property file has 'contract: {enforced: true}', and its select gives other columns or types than"
                    + " are stated there. Nothing was built."),
    NO_PACKAGE(
            42,
            ExitCode.USAGE,
            "A package cannot be installed",
            "Local packages are copied into dbt_packages/, git packages are fetched with the git command. Packages of a"
                    + " hub are not downloaded: put their folder into dbt_packages/ yourself."),
    BAD_PACKAGE(
            43,
            ExitCode.USAGE,
            "An entry of packages.yml cannot be understood",
            "An entry names a package with 'local', 'git', 'package' or 'tarball'."),
    PRIVATE_REF(
            45,
            ExitCode.USAGE,
            "A reference to a private model of another group",
            "A model with 'access: private' may be referred to by models of its own group only."),
    DEPRECATED(
            47,
            ExitCode.FAILED,
            "A model is deprecated",
            "The model's 'deprecation_date' is over. It is still built; the warning is for those who read it. With"
                    + " --warn-error it is an error."),
    UNKNOWN_GROUP(
            46,
            ExitCode.USAGE,
            "A group is not declared",
            "The 'group' of a model must be one of those that a property file declares under 'groups:'."),
    NOT_LOGGED(
            60,
            ExitCode.FAILED,
            "The log does not say a value",
            "A large value that an update leaves as it is may be missing in a database's log. A model of latest rows takes it"
                    + " from the row's version before; where there is none, because the row's key or the column's name"
                    + " changed together with it, the build stops rather than guess. Read the table anew, and let the"
                    + " server log whole rows (PostgreSQL: REPLICA IDENTITY FULL)."),
    COUNTS_DIFFER(
            61,
            ExitCode.FAILED,
            "The counts of a build do not add up",
            "A model of latest rows says of each change that it read what became of it. The sum is not what was read, so"
                    + " nothing was published. This is a defect of Ingot; please report it.");

    private final Entry entry;

    /** The kind is always the user's: a warehouse's own failures come with the warehouse's codes. */
    ModelsError(int number, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(String.format("INGOT-MODEL-%03d", number), ErrorKind.USER, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
