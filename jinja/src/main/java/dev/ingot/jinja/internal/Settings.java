package dev.ingot.jinja.internal;

import dev.ingot.jinja.MacroScope;
import dev.ingot.jinja.TemplateLoader;
import dev.ingot.jinja.UndefinedPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that an environment decides. Immutable. */
public record Settings(
        Map<String, Filter> filters,
        Map<String, Filter> tests,
        Map<String, Object> globals,
        Set<String> blockTags,
        UndefinedPolicy undefined,
        MacroScope macroScope,
        TemplateLoader loader,
        boolean trimBlocks,
        boolean lstripBlocks,
        boolean keepTrailingNewline,
        boolean stripSource,
        int maxDepth,
        long maxSteps) {

    /** Deep enough for any real project, and far from the end of a thread's usual stack of 1 MB. */
    private static final int DEFAULT_DEPTH = 200;

    private static final long DEFAULT_STEPS = 50_000_000;

    public static final Settings STANDARD = new Settings(
            Filters.builtin(),
            Tests.builtin(),
            Globals.builtin(),
            Set.of(),
            UndefinedPolicy.STANDARD,
            MacroScope.TEMPLATE,
            name -> Optional.empty(),
            false,
            false,
            false,
            false,
            DEFAULT_DEPTH,
            DEFAULT_STEPS);

    /** Whitespace options and limits changed at once, to keep this one place where the long list is written. */
    public Settings with(
            UndefinedPolicy newUndefined,
            MacroScope newMacroScope,
            TemplateLoader newLoader,
            Set<String> newBlockTags) {
        return new Settings(
                filters,
                tests,
                globals,
                newBlockTags,
                newUndefined,
                newMacroScope,
                newLoader,
                trimBlocks,
                lstripBlocks,
                keepTrailingNewline,
                stripSource,
                maxDepth,
                maxSteps);
    }

    public Settings with(Map<String, Filter> newFilters, Map<String, Filter> newTests, Map<String, Object> newGlobals) {
        return new Settings(
                newFilters,
                newTests,
                newGlobals,
                blockTags,
                undefined,
                macroScope,
                loader,
                trimBlocks,
                lstripBlocks,
                keepTrailingNewline,
                stripSource,
                maxDepth,
                maxSteps);
    }

    public Settings withSpace(boolean trim, boolean lstrip, boolean keepNewline, boolean strip) {
        return new Settings(
                filters,
                tests,
                globals,
                blockTags,
                undefined,
                macroScope,
                loader,
                trim,
                lstrip,
                keepNewline,
                strip,
                maxDepth,
                maxSteps);
    }

    public Settings withLimits(int depth, long steps) {
        return new Settings(
                filters,
                tests,
                globals,
                blockTags,
                undefined,
                macroScope,
                loader,
                trimBlocks,
                lstripBlocks,
                keepTrailingNewline,
                stripSource,
                depth,
                steps);
    }
}
