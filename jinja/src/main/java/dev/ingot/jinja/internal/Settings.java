package dev.ingot.jinja.internal;

import dev.ingot.jinja.MacroScope;
import dev.ingot.jinja.TemplateLoader;
import dev.ingot.jinja.UndefinedPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All that an environment decides. Immutable but for the copy that {@link #with} has in hand. */
public final class Settings {

    public static final Settings STANDARD = new Settings();

    public Map<String, Filter> filters = Filters.builtin();
    public Map<String, Filter> tests = Tests.builtin();
    public Map<String, Object> globals = Globals.builtin();
    public Set<String> blockTags = Set.of();
    public UndefinedPolicy undefined = UndefinedPolicy.STANDARD;
    public MacroScope macroScope = MacroScope.TEMPLATE;
    public TemplateLoader loader = name -> Optional.empty();
    public boolean trimBlocks;
    public boolean lstripBlocks;
    public boolean keepTrailingNewline;
    public boolean stripSource;
    /** Deep enough for any real project, and far from the end of a thread's usual stack of 1 MB. */
    public int maxDepth = 200;

    public long maxSteps = 50_000_000;

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
    public Settings with(Consumer<Settings> change) {
        Settings copy = new Settings(this);
        change.accept(copy);
        return copy;
    }
}
