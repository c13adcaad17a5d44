package dev.ingot.cli;

import dev.ingot.core.graph.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which kinds of nodes a command means: dbt's options. */
public final class ResourceTypes {

    @Option(
            names = {"--resource-type", "--resource-types"},
            paramLabel = "TYPE",
            arity = "1..*",
            description = "Only nodes of these kinds; 'all' for every kind.",
            converter = Converter.class)
    List<@Nullable ResourceType> types = new ArrayList<>();

    @Option(
            names = {"--exclude-resource-type", "--exclude-resource-types"},
            paramLabel = "TYPE",
            arity = "1..*",
            description = "Not these kinds.",
            converter = Converter.class)
    List<@Nullable ResourceType> without = new ArrayList<>();

    public boolean include(ResourceType type) {
        return (types.isEmpty() || types.contains(null) || types.contains(type)) && !without.contains(type);
    }

    /** A kind of node, or null for {@code all}. */
    static final class Converter implements CommandLine.ITypeConverter<ResourceType> {
        @Override
        public @Nullable ResourceType convert(String text) {
            return text.equals("all")
                    ? null
                    : ResourceType.parse(text)
                            .orElseThrow(
                                    () -> new CommandLine.TypeConversionException("'" + text + "' is no kind of node"));
        }
    }
}
