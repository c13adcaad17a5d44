package dev.ingot.models.internal.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.table.TableName;
import dev.ingot.config.Problems;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.None;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Values;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroRegistry;
import dev.ingot.models.internal.context.NodeFunctions;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.context.Scope;
import dev.ingot.models.internal.context.SharedFunctions;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.context.Templates;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.NodeConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all readers of nodes need: the macros, the functions of each package, the project's configurations, and dbt's
 * rules for the name of a relation.
 *
 * @param shared functions by package
 * @param before what templates asked for when they were last read
 */
record Assembly(
        Environment environment,
        Templates templates,
        MacroRegistry macros,
        Map<String, SharedFunctions> shared,
        ProjectFile root,
        PartialParse before,
        Problems problems) {

    SharedFunctions shared(String packageName) {
        SharedFunctions functions = shared.get(packageName);
        if (functions == null) {
            throw new IllegalArgumentException("no package " + packageName);
        }
        return functions;
    }

    Scope reading(Definition definition, Captured captured) {
        return NodeFunctions.reading(
                macros,
                shared(definition.packageName()),
                environment,
                definition.packageName(),
                TableName.of(environment.target().schema(), definition.name()),
                ModelView.early(definition, environment),
                captured);
    }

    /** The folders' configurations of the node's package, then those of the project if that is another. */
    Map<String, @Nullable Object> folderConfig(String section, ProjectFile owner, Definition definition) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        owner.configs(section).apply(definition.fqn(), config);
        if (!owner.name().equals(root.name())) {
            root.configs(section).apply(definition.fqn(), config);
        }
        return config;
    }

    /** The block that materializes in this way, where it is not a built-in one. */
    Optional<Macro> materialization(String name) {
        return macros.materialization(name, environment.target().type());
    }

    /** Schema and name as the macros {@code generate_schema_name} and {@code generate_alias_name} give them. */
    TableName relation(Definition definition, NodeConfig config, Scope scope) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>(ModelView.early(definition, environment));
        node.put("config", config.values());
        Object shown = PythonJson.pythonic(node);
        String schema = generated("generate_schema_name", config.text("schema"), shown, scope, definition);
        String alias = generated("generate_alias_name", config.text("alias"), shown, scope, definition);
        return TableName.of(
                schema.isBlank() ? environment.target().schema() : schema, alias.isBlank() ? definition.name() : alias);
    }

    private String generated(
            String macroName, Optional<String> custom, Object node, Scope scope, Definition definition) {
        Macro macro = macros.redefinable(macroName, definition.packageName()).orElseThrow();
        Object first = custom.<Object>map(text -> text).orElse(None.NONE);
        try {
            Object name = scope.bind(macro).call(Arguments.of(first, node));
            return Values.print(Values.of(name)).strip();
        } catch (TemplateException e) {
            problems.add(TemplateProblems.of(e, definition.source()));
            return "";
        }
    }

    void problem(ModelsError code, String what, @Nullable Place place, @Nullable String fix) {
        problems.add(code, what, place, fix);
    }
}
