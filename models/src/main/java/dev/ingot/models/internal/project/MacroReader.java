package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.config.Problems;
import dev.ingot.jinja.MacroDefinition;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroRegistry;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.context.Templates;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.project.Sources.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads macros and generic tests: the built-in ones, those of packages, those of the project. */
final class MacroReader {

    private static final List<String> BUILT_IN_FILES = List.of(
            "generic_tests.sql",
            "cross_database.sql",
            "cross_database_postgres.sql",
            "relations.sql",
            "materializations.sql",
            "incremental.sql",
            "materialized_view_postgres.sql");

    private final Templates templates;
    private final Problems problems;

    MacroReader(Templates templates, Problems problems) {
        this.templates = templates;
        this.problems = problems;
    }

    /**
     * @param schemasAsWritten whether a configured schema is used as it stands
     */
    List<Macro> builtIn(boolean schemasAsWritten) {
        List<Macro> macros = new ArrayList<>();
        List<String> files = new ArrayList<>(BUILT_IN_FILES);
        files.add(schemasAsWritten ? "names_ingot.sql" : "names_dbt.sql");
        for (String file : files) {
            for (MacroDefinition block : templates.blocks(TemplateProblems.BUILT_IN_FILE + file, resource(file))) {
                macros.add(macro(MacroRegistry.BUILT_IN, "macros/" + file, block));
            }
        }
        return macros;
    }

    private static String resource(String file) {
        try (InputStream in = MacroReader.class.getResourceAsStream("/dev/ingot/models/macros/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the built-in macros " + file + " are missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Macro> read(ProjectFile owner) {
        Map<String, Macro> macros = new LinkedHashMap<>();
        List<SourceFile> files = new ArrayList<>(Sources.find(owner.folder(), owner.paths("macro"), Set.of("sql")));
        List<String> generic =
                owner.paths("test").stream().map(path -> path + "/generic").toList();
        files.addAll(Sources.find(owner.folder(), generic, Set.of("sql")));
        for (SourceFile file : files) {
            String shown = owner.shown() + file.original();
            try {
                String text = SourceText.normalized(Sources.read(file.file(), shown));
                for (MacroDefinition block : templates.blocks(shown, text)) {
                    if (block.kind().equals("snapshot") || block.kind().equals("docs")) {
                        continue;
                    }
                    Macro macro = macro(owner.name(), file.original(), block);
                    Macro other = macros.putIfAbsent(macro.name(), macro);
                    if (other != null) {
                        problems.add(
                                ModelsError.DUPLICATE_NAME,
                                "The macro '" + macro.name() + "' is defined in " + other.path() + " and in "
                                        + macro.path(),
                                Place.of(shown, block.line(), block.column()),
                                "Rename or remove one of them.");
                    }
                }
            } catch (TemplateException e) {
                problems.add(TemplateProblems.of(e, SourceText.generated(shown, "")));
            } catch (IngotException e) {
                problems.addAll(e.problems());
            }
        }
        return List.copyOf(macros.values());
    }

    private static Macro macro(String packageName, String path, MacroDefinition block) {
        String name = switch (block.kind()) {
            case "test", "data_test" -> "test_" + block.name();
            case "materialization" -> "materialization_" + block.name() + "_" + adapter(block);
            default -> block.name();
        };
        return new Macro("macro." + packageName + "." + name, packageName, name, path, block.source(), block);
    }

    private static String adapter(MacroDefinition block) {
        Object adapter = block.options().get("adapter");
        return adapter == null ? "default" : String.valueOf(adapter);
    }
}
