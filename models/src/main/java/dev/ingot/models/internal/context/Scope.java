package dev.ingot.models.internal.context;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.Values;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every name that a template sees: macros by dbt's rules, then the functions of this node, then those of the project.
 * A macro sees the same names, but never the variables of its caller. For one rendering thread.
 */
public final class Scope implements Names {

    private final MacroRegistry macros;
    private final String nodePackage;
    private final String macroPackage;
    private final Map<String, Object> own;
    private final Map<String, Object> instead;
    private final Names shared;
    private final Consumer<Macro> used;
    private final Map<Macro, Callable> bound;

    /**
     * @param nodePackage the package of the node that is rendered
     * @param own functions and values of this node; may be filled after construction; of a {@link Supplier} what it gives
     * @param instead values that win over everything else of their name, also inside macros; {@code package.name} for
     *     the macros of a package
     * @param used is told each macro once it is looked up to be called
     */
    public Scope(
            MacroRegistry macros,
            String nodePackage,
            Map<String, Object> own,
            Map<String, Object> instead,
            Names shared,
            Consumer<Macro> used) {
        this(macros, nodePackage, nodePackage, own, instead, shared, used, new HashMap<>());
    }

    private Scope(
            MacroRegistry macros,
            String nodePackage,
            String macroPackage,
            Map<String, Object> own,
            Map<String, Object> instead,
            Names shared,
            Consumer<Macro> used,
            Map<Macro, Callable> bound) {
        this.macros = macros;
        this.nodePackage = nodePackage;
        this.macroPackage = macroPackage;
        this.own = own;
        this.instead = instead;
        this.shared = shared;
        this.used = used;
        this.bound = bound;
    }

    @Override
    public @Nullable Object lookup(String name) {
        Object other = instead.get(name);
        if (other != null) {
            return other;
        }
        Macro macro = macros.resolve(name, nodePackage, macroPackage);
        if (macro != null && !hidden(name, macro)) {
            return bind(macro);
        }
        Object value = own.get(name);
        if (value instanceof Supplier<?> later) {
            return later.get();
        }
        if (value == null) {
            value = shared.lookup(name);
        }
        if (value == null && (macros.hasPackage(name) || name.equals(MacroRegistry.BUILT_IN))) {
            return new PackageNames(name);
        }
        return name.equals("context") && value == null ? new WholeContext() : value;
    }

    /** A macro that only macros of its own package see without its package does not hide what the node has. */
    private boolean hidden(String name, Macro macro) {
        return own.containsKey(name) && !macro.equals(macros.resolve(name, nodePackage, nodePackage));
    }

    @Override
    public Collection<String> known() {
        Collection<String> names = new TreeSet<>(macros.names(nodePackage));
        names.addAll(own.keySet());
        names.addAll(shared.known());
        return names;
    }

    MacroRegistry macros() {
        return macros;
    }

    String nodePackage() {
        return nodePackage;
    }

    /** The macro as something that this scope's templates can call. */
    public Callable bind(Macro macro) {
        return bound.computeIfAbsent(macro, this::bindNew);
    }

    private Callable bindNew(Macro macro) {
        Names inside = macro.packageName().equals(macroPackage)
                ? this
                : new Scope(macros, nodePackage, macro.packageName(), own, instead, shared, used, bound);
        used.accept(macro);
        return macro.definition().bind(inside);
    }

    /** {@code dbt_utils.star}: the macros of one package; under {@code dbt} also the functions of the context. */
    private final class PackageNames implements HostObject {

        private final String packageName;

        PackageNames(String packageName) {
            this.packageName = packageName;
        }

        @Override
        public @Nullable Object attribute(String name) {
            Object other = instead.get(packageName + "." + name);
            if (other != null) {
                return other;
            }
            Macro macro = macros.find(packageName, name);
            if (macro != null) {
                return bind(macro);
            }
            return packageName.equals(MacroRegistry.BUILT_IN) ? own.get(name) : null;
        }

        @Override
        public Collection<String> attributeNames() {
            return macros.all().stream()
                    .filter(macro -> macro.packageName().equals(packageName))
                    .map(Macro::name)
                    .toList();
        }

        @Override
        public String typeName() {
            return "package " + packageName;
        }
    }

    /** {@code context['name']} and {@code context.get('name')}; {@code update} gives names to all macros of the node. */
    private final class WholeContext implements HostObject {

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "get" ->
                    (Callable) arguments -> {
                        Object found = lookup(arguments.text(0, "key"));
                        return found == null ? arguments.value(1, "default", None.NONE) : found;
                    };
                case "update" ->
                    (Callable) arguments -> {
                        new PyDict((Map<?, ?>) arguments.value(0, "other", new PyDict()))
                                .forEach((key, value) -> own.put(Values.print(key), value));
                        own.putAll(arguments.named());
                        return None.NONE;
                    };
                default -> lookup(name);
            };
        }

        @Override
        public boolean isMapping() {
            return true;
        }
    }
}
