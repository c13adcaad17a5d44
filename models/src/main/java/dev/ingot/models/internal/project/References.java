package dev.ingot.models.internal.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.Problems;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what {@code ref} and {@code source} mean: the own package first, then the project, then any other. Immutable. */
final class References implements Manifest.Lookup {

    private final String root;
    private final Map<String, List<DbtNode>> byName = new HashMap<>();
    private final Map<String, List<DbtNode>> disabledByName = new HashMap<>();
    private final Map<SourceRef, List<SourceTable>> sources = new HashMap<>();
    private final Map<String, Place> places;

    /**
     * @param places where tests were asked for, by unique id, for messages
     */
    References(
            String root,
            Collection<DbtNode> nodes,
            Collection<DbtNode> disabled,
            Collection<SourceTable> tables,
            Map<String, Place> places) {
        this.root = root;
        this.places = places;
        index(nodes, byName);
        index(disabled, disabledByName);
        tables.forEach(
                table -> sources.computeIfAbsent(new SourceRef(table.source(), table.name()), any -> new ArrayList<>())
                        .add(table));
    }

    private static void index(Collection<DbtNode> nodes, Map<String, List<DbtNode>> index) {
        nodes.stream()
                .filter(DbtNode::referable)
                .forEach(node -> index.computeIfAbsent(node.name(), any -> new ArrayList<>())
                        .add(node));
    }

    @Override
    public Optional<DbtNode> find(Ref ref, String fromPackage) {
        return candidates(byName, ref, fromPackage).stream().findFirst();
    }

    @Override
    public Optional<SourceTable> find(SourceRef ref, String fromPackage) {
        List<SourceTable> found = sources.getOrDefault(ref, List.of());
        return found.stream()
                .filter(table -> table.packageName().equals(fromPackage))
                .findFirst()
                .or(() -> found.stream()
                        .filter(table -> table.packageName().equals(root))
                        .findFirst())
                .or(() -> found.stream().findFirst());
    }

    private List<DbtNode> candidates(Map<String, List<DbtNode>> index, Ref ref, String fromPackage) {
        List<DbtNode> named = index.getOrDefault(ref.name(), List.of()).stream()
                .filter(node -> meant(node.definition().version(), ref.version()))
                .toList();
        List<String> order = ref.packageName() == null ? List.of(fromPackage, root) : List.of(ref.packageName());
        for (String packageName : order) {
            List<DbtNode> found = named.stream()
                    .filter(node -> node.packageName().equals(packageName))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return ref.packageName() == null ? named : List.of();
    }

    private static boolean meant(@Nullable Version version, @Nullable String asked) {
        if (version == null) {
            return asked == null;
        }
        return asked == null ? version.isLatest() : version.name().equals(asked);
    }

    private boolean readsDisabled(DbtNode node) {
        return node.dependencies().refs().stream()
                .anyMatch(ref -> candidates(byName, ref, node.packageName()).isEmpty()
                        && !candidates(disabledByName, ref, node.packageName()).isEmpty());
    }

    /**
     * The nodes with the unique ids of their parents; what cannot be resolved is a problem, in a test a warning.
     *
     * @param dropped takes the tests that read a node which is disabled or missing, and so are off as well
     */
    Map<String, DbtNode> resolve(
            Collection<DbtNode> nodes, Problems problems, List<DbtNode> dropped, List<Problem> warnings) {
        Map<String, DbtNode> resolved = new LinkedHashMap<>();
        for (DbtNode node : nodes) {
            if (node.test() != null && readsDisabled(node)) {
                dropped.add(node);
                continue;
            }
            List<Problem> missing = node.test() != null && node.test().unit() == null ? missing(node) : List.of();
            if (!missing.isEmpty()) {
                dropped.add(node);
                missing.forEach(problem -> warnings.add(problem.because("The test is left out, as in dbt.")));
                continue;
            }
            Set<String> parents = new LinkedHashSet<>();
            for (SourceRef source : node.dependencies().sources()) {
                find(source, node.packageName())
                        .ifPresentOrElse(
                                table -> parents.add(table.uniqueId()), () -> problems.add(unknown(node, source)));
            }
            for (Ref ref : node.dependencies().refs()) {
                List<DbtNode> found = candidates(byName, ref, node.packageName());
                if (found.size() == 1) {
                    parents.add(found.get(0).uniqueId());
                    barred(node, found.get(0)).ifPresent(problems::add);
                } else {
                    problems.add(found.isEmpty() ? unknown(node, ref) : ambiguous(node, ref, found));
                }
            }
            resolved.put(node.uniqueId(), node.with(node.dependencies().resolved(parents)));
        }
        return resolved;
    }

    private List<Problem> missing(DbtNode test) {
        List<Problem> missing = new ArrayList<>();
        test.dependencies().sources().stream()
                .filter(source -> find(source, test.packageName()).isEmpty())
                .forEach(source -> missing.add(unknown(test, source)));
        test.dependencies().refs().stream()
                .filter(ref -> candidates(byName, ref, test.packageName()).isEmpty())
                .forEach(ref -> missing.add(unknown(test, ref)));
        return missing;
    }

    /** A private model is for its own group. */
    private Optional<Problem> barred(DbtNode node, DbtNode target) {
        String group = target.config().text("group").orElse("");
        boolean barred = node.test() == null
                && target.config().text("access").orElse("").equals("private")
                && !node.config().text("group").orElse("").equals(group);
        return !barred
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ModelsError.PRIVATE_REF,
                                "'" + node.name() + "' refers to '" + target.name()
                                        + "', which is private to the group '" + group + "'")
                        .at(place(node, needles(null, target.name())))
                        .fix("Put '" + node.name() + "' into the group '" + group + "', or make '" + target.name()
                                + "' protected."));
    }

    private Place place(DbtNode node, List<String> needles) {
        Place asked = places.get(node.uniqueId());
        return asked == null ? node.definition().source().placeOf(needles) : asked;
    }

    private static List<String> needles(@Nullable String first, String name) {
        List<String> needles = new ArrayList<>();
        for (char quote : new char[] {'\'', '"'}) {
            String quoted = quote + name + quote;
            if (first == null) {
                needles.add("ref(" + quoted);
            } else {
                needles.add("(" + quote + first + quote + ", " + quoted);
                needles.add("(" + quote + first + quote + "," + quoted);
            }
        }
        needles.add("'" + name + "'");
        needles.add('"' + name + '"');
        return needles;
    }

    private Problem unknown(DbtNode node, Ref ref) {
        Place place = place(node, needles(ref.packageName(), ref.name()));
        String shown = ref.packageName() == null ? ref.name() : ref.packageName() + "." + ref.name();
        if (!candidates(disabledByName, ref, node.packageName()).isEmpty()) {
            return Problem.of(
                            ModelsError.DISABLED_REF,
                            "'" + node.name() + "' refers to '" + shown + "', which is disabled")
                    .at(place)
                    .fix("Enable it, or do not refer to it.");
        }
        List<String> versions = byName.getOrDefault(ref.name(), List.of()).stream()
                .flatMap(other -> Stream.ofNullable(other.definition().version()))
                .map(Version::name)
                .sorted(Version.ORDER)
                .toList();
        if (ref.version() != null && byName.containsKey(ref.name())) {
            return Problem.of(
                            ModelsError.UNKNOWN_REF,
                            "'" + node.name() + "' refers to version " + ref.version() + " of '" + shown
                                    + "', which does not exist")
                    .at(place)
                    .fix(
                            versions.isEmpty()
                                    ? "It has no versions: leave 'version' out."
                                    : "Its versions are " + String.join(", ", versions) + ".");
        }
        return Problem.of(
                        ModelsError.UNKNOWN_REF,
                        "'" + node.name() + "' refers to '" + shown + "', but there is no model, seed or snapshot of"
                                + " that name")
                .at(place)
                .fix(Suggestion.didYouMean(ref.name(), new TreeSet<>(byName.keySet())));
    }

    private Problem ambiguous(DbtNode node, Ref ref, List<DbtNode> found) {
        return Problem.of(
                        ModelsError.AMBIGUOUS_REF,
                        "'" + ref.name() + "' in '" + node.name() + "' fits "
                                + found.stream().map(DbtNode::uniqueId).toList())
                .at(place(node, needles(null, ref.name())))
                .fix("Name the package: ref('" + found.get(0).packageName() + "', '" + ref.name() + "').");
    }

    private Problem unknown(DbtNode node, SourceRef source) {
        Set<String> known = new TreeSet<>();
        sources.keySet().forEach(key -> known.add(key.source() + "." + key.table()));
        String shown = source.source() + "." + source.table();
        return Problem.of(
                        ModelsError.UNKNOWN_SOURCE,
                        "'" + node.name() + "' reads source '" + shown + "', which neither a 'sources:' block nor a"
                                + " pipeline declares")
                .at(place(node, needles(source.source(), source.table())))
                .fix(Suggestion.didYouMean(shown, known));
    }
}
