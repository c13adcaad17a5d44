package dev.ingot.models.internal.context;

import dev.ingot.api.error.Suggestion;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The {@code docs} blocks of all packages. Immutable.
 *
 * @param root the project's package
 */
public record Docs(String root, List<Block> blocks) {

    public static final Docs NONE = new Docs("", List.of());

    /** The first page of the documentation where the project writes none, under the id that dbt's tools look for. */
    public static final Block OVERVIEW =
            new Block("dbt", "__overview__", "overview.md", "docs/overview.md", """
            ### This project

            Its models, seeds, snapshots, sources and tests are listed by package and folder, and by the schema that \
            holds them. An ephemeral model has no table and is listed by its folder only.

            A node's page has its description, columns and tests, its SQL as written and as compiled, and the lineage \
            of its columns. A project's own first page is a docs block named `__overview__` in a Markdown file.
            """.strip());

    public Docs {
        blocks = List.copyOf(blocks);
    }

    /**
     * @param path relative to the folder of its kind
     * @param originalPath relative to its package
     */
    public record Block(String packageName, String name, String path, String originalPath, String text) {}

    /** {@code doc('name')} looks in the own package, in the project, in all others; {@code doc('package', 'name')} in one. */
    Object doc(String ownPackage, Arguments arguments) {
        boolean both = arguments.positional().size() > 1;
        String name = arguments.text(both ? 1 : 0, "name");
        Stream<String> order = both
                ? Stream.of(arguments.text(0, "package"))
                : Stream.concat(Stream.of(ownPackage, root), blocks.stream().map(Block::packageName));
        return order.flatMap(owner -> find(owner, name).stream())
                .findFirst()
                .map(Block::text)
                .orElseThrow(() -> new EvaluationException(
                        "there is no docs block '" + name + "'",
                        Suggestion.didYouMean(
                                name,
                                blocks.stream()
                                        .map(Block::name)
                                        .collect(java.util.stream.Collectors.toCollection(TreeSet::new)))));
    }

    private Optional<Block> find(String packageName, String name) {
        return blocks.stream()
                .filter(block ->
                        block.name().equals(name) && block.packageName().equals(packageName))
                .findFirst();
    }
}
