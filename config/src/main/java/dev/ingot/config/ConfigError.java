package dev.ingot.config;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can be wrong with a YAML file or the values in it. */
public enum ConfigError implements ErrorCode {
    UNREADABLE(
            1,
            "A YAML file cannot be read",
            "The file does not exist, is a folder, or this user may not read it. Check the path and its rights."),
    ENCODING(
            2,
            "A YAML file is not UTF-8 text",
            "YAML files are read as UTF-8 (UTF-16 with a byte order mark is understood too). Save the file as UTF-8, "
                    + "and remove control characters, which YAML does not allow."),
    SYNTAX(
            3,
            "A YAML file is not well-formed",
            "The usual causes are indentation that does not line up, a quote or bracket that is never closed, and a "
                    + "value with a colon or a special first character that needs quotes."),
    TAB(
            4,
            "A tab is used for indentation",
            "YAML allows only spaces before the first character of a line. Let the editor replace tabs by spaces."),
    DUPLICATE_KEY(
            5,
            "A key is written twice in one block",
            "Only one of the two could have an effect, and which one is not obvious. Remove one, or merge them."),
    UNKNOWN_ANCHOR(
            6,
            "An alias has no anchor",
            "An alias (*name) repeats what was marked with an anchor (&name) above it in the same file."),
    UNSUPPORTED(
            7,
            "A feature of YAML that is not used here",
            "Keys are plain text, one document stands in one file, and values are text, numbers, true, false, null, "
                    + "lists and blocks. A value that starts with a brace, such as a Jinja expression, needs quotes."),
    TOO_LARGE(
            8,
            "A YAML file unfolds to too much",
            "Aliases that repeat aliases grow without bound, and so does deep nesting. Such a file is refused before "
                    + "it fills the memory."),
    WRONG_SHAPE(
            9,
            "A block, a list or a single value was expected",
            "The key is known, but what follows it has another shape: for example a list where a block of keys is "
                    + "needed."),
    UNKNOWN_KEY(
            10,
            "A key is not known here",
            "Unknown keys are refused because a misspelt option would otherwise be ignored without a word."),
    MISSING_KEY(11, "A required key is missing", "The block cannot be used without it; it has no default."),
    WRONG_TYPE(
            12,
            "A value is not of the expected type",
            "The message shows what is expected, with an example. Text with only digits is accepted as text."),
    NOT_A_CHOICE(13, "A value is none of the allowed ones", "The option knows a fixed set of values."),
    REMOVED_KEY(14, "A key was removed", "An earlier version knew the key. The message says what took its place."),
    UNRESOLVED_VARIABLE(
            15,
            "A variable has no value",
            "${NAME} is taken from the environment, then from the .env file of the project. ${NAME:-text} gives a "
                    + "default."),
    SECRET_FILE(
            16,
            "A secret file cannot be read",
            "${file:/path} is replaced by the content of the file, without the line break at its end. The file must "
                    + "exist and be readable by this user."),
    BAD_REFERENCE(
            17,
            "A ${…} reference is not well-formed",
            "The forms are ${NAME}, ${NAME:-default} and ${file:/path}. They do not nest. A dollar sign that is meant "
                    + "literally before a brace is written twice: $${."),
    BAD_ENV_LINE(
            18,
            "A line of a .env file is not understood",
            "A line is NAME=value, with an optional 'export ' before it; the value may stand in single or double "
                    + "quotes; # starts a comment."),
    DEFAULT_OF_PLUGIN(
            19,
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "An option is described wrongly",
            "The default of an option does not fit its own type. This is a defect in the plug-in, not in the project.");

    private final Entry entry;

    ConfigError(int number, String title, String explanation) {
        this(number, ErrorKind.USER, ExitCode.USAGE, title, explanation);
    }

    ConfigError(int number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(String.format("INGOT-YAML-%03d", number), kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
