package dev.ingot.jinja;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All that an environment decides. Immutable but for the copy that {@link #with} has in hand. */
final class Settings {

    static final Settings STANDARD = new Settings();

    Map<String, Filter> filters = Filters.builtin();
    Map<String, Filter> tests = Tests.builtin();
    Map<String, Object> globals = Globals.builtin();
    Set<String> blockTags = Set.of();
    UndefinedPolicy undefined = UndefinedPolicy.STANDARD;
    MacroScope macroScope = MacroScope.TEMPLATE;
    TemplateLoader loader = name -> Optional.empty();
    boolean trimBlocks;
    boolean lstripBlocks;
    boolean keepTrailingNewline;
    boolean stripSource;
    /** Deep enough for any real project, and far from the end of a thread's usual stack of 1 MB. */
    int maxDepth = 200;

    long maxSteps = 50_000_000;

    private Settings() {}

    private Settings(Settings other) {
        filters = other.filters;
        tests = other.tests;
        globals = other.globals;
        blockTags = other.blockTags;
        undefined = other.undefined;
        macroScope = other.macroScope;
        loader = other.loader;
        trimBlocks = other.trimBlocks;
        lstripBlocks = other.lstripBlocks;
        keepTrailingNewline = other.keepTrailingNewline;
        stripSource = other.stripSource;
        maxDepth = other.maxDepth;
        maxSteps = other.maxSteps;
    }

    /** A changed copy. */
    Settings with(Consumer<Settings> change) {
        Settings copy = new Settings(this);
        change.accept(copy);
        return copy;
    }
}
