package dev.ingot.models;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Installs the packages that {@code packages.yml} or {@code dependencies.yml} names into {@code dbt_packages/}. A package
 * of a hub has to be there already.
 */
public final class Packages {

    /** What is no part of a package and may be large. */
    private static final Set<String> LEFT_OUT = Set.of("target", "dbt_packages", "logs", ".git", ".ingot");

    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    private Packages(Path folder) {
        this.folder = folder;
    }

    /**
     * @return what was done, a sentence for each package
     * @throws IngotException with everything that could not be installed; what could is there all the same
     */
    public static List<String> install(Path folder) {
        Packages packages = new Packages(folder);
        entries(folder).forEach(packages::entry);
        if (!packages.problems.isEmpty()) {
            throw new IngotException(packages.problems);
        }
        return packages.done;
    }

    /** A problem for each package that the project names and that is not in {@code dbt_packages/}. */
    static List<Problem> missing(Path folder) {
        List<Problem> missing = new ArrayList<>();
        for (YamlNode entry : entries(folder)) {
            String asked = text(entry, "package")
                    .or(() -> text(entry, "git"))
                    .or(() -> text(entry, "local").flatMap(local -> nameOf(folder.resolve(local))))
                    .orElse("");
            String last = asked.substring(asked.lastIndexOf('/') + 1).replaceFirst("\\.git$", "");
            boolean there = Stream.of(
                            last,
                            last.replace('-', '_'),
                            last.replaceFirst("^dbt-", "").replace('-', '_'))
                    .anyMatch(name ->
                            Presence.isFolder(folder.resolve("dbt_packages").resolve(name)));
            if (!last.isEmpty() && !there) {
                missing.add(Problem.of(ModelsError.NO_PACKAGE, "The package " + asked + " is not installed.")
                        .at(entry.place())
                        .because("What is not known below may be part of it.")
                        .fix("Install it: ingot deps."));
            }
        }
        return missing;
    }

    /** What the project's files name. */
    private static List<YamlNode> entries(Path folder) {
        List<YamlNode> entries = new ArrayList<>();
        for (String name : List.of("packages.yml", "dependencies.yml")) {
            Path file = folder.resolve(name);
            if (Presence.isFile(file)
                    && Yaml.read(file, name, YamlFlavor.PYYAML)
                                    .mapping()
                                    .find("packages")
                                    .orElse(null)
                            instanceof YamlSequence packages) {
                entries.addAll(packages.items());
            }
        }
        return entries;
    }

    private void entry(YamlNode node) {
        Optional<String> local = text(node, "local");
        Optional<String> git = text(node, "git");
        Optional<String> hub = text(node, "package").or(() -> text(node, "tarball"));
        if (local.isPresent()) {
            copy(folder.resolve(local.get()).normalize(), node.place());
        } else if (git.isPresent()) {
            fetch(
                    git.get(),
                    text(node, "revision").orElse(""),
                    text(node, "subdirectory").orElse(""),
                    node.place());
        } else if (hub.isPresent()) {
            String name = hub.get().substring(hub.get().lastIndexOf('/') + 1);
            if (Presence.isFolder(folder.resolve("dbt_packages").resolve(name))) {
                done.add(hub.get() + " is in dbt_packages/" + name + " already");
            } else {
                problems.add(Problem.of(ModelsError.NO_PACKAGE, "The package " + hub.get() + " is not installed.")
                        .at(node.place())
                        .because("Packages are not downloaded from a hub.")
                        .fix("Put its folder into dbt_packages/" + name
                                + ", for example from a checkout of its repository, or name it with 'git:' or"
                                + " 'local:'."));
            }
        } else {
            problems.add(Problem.of(ModelsError.BAD_PACKAGE, "An entry names no package")
                    .at(node.place())
                    .fix("Write 'local: ../folder', 'git: address', or 'package: owner/name'."));
        }
    }

    private static Optional<String> text(YamlNode node, String key) {
        return node instanceof YamlMapping mapping
                ? mapping.find(key).filter(YamlScalar.class::isInstance).map(value -> ((YamlScalar) value).text())
                : Optional.empty();
    }

    private void copy(Path from, Place place) {
        Optional<String> name = nameOf(from);
        if (name.isEmpty()) {
            problems.add(Problem.of(ModelsError.NO_PACKAGE, from + " is no dbt project.")
                    .at(place)
                    .fix("A package is a folder with a dbt_project.yml that has a name."));
            return;
        }
        Path to = folder.resolve("dbt_packages").resolve(name.get());
        try {
            delete(to);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(file -> isPart(from, file)).toList()) {
                    Path target = to.resolve(from.relativize(file).toString());
                    if (Presence.isFolder(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            done.add("copied " + name.get() + " from " + from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPart(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (LEFT_OUT.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> nameOf(Path project) {
        Path file = project.resolve("dbt_project.yml");
        return Presence.isFile(file)
                ? text(Yaml.read(file, file.toString(), YamlFlavor.PYYAML).mapping(), "name")
                        .filter(name -> name.matches("\\w+"))
                : Optional.empty();
    }

    /** With the git command of this machine, so that its credentials and proxies hold. */
    private void fetch(String address, String revision, String part, Place place) {
        Path checkout = folder.resolve("dbt_packages").resolve(".fetching");
        try {
            delete(checkout);
            Files.createDirectories(checkout.getParent());
            String problem = git(List.of("git", "clone", "--quiet", address, checkout.toString()));
            if (problem.isEmpty() && !revision.isBlank()) {
                problem = git(List.of("git", "-C", checkout.toString(), "checkout", "--quiet", revision, "--"));
            }
            if (problem.isEmpty()) {
                copy(part.isBlank() ? checkout : checkout.resolve(part), place);
            } else {
                problems.add(Problem.of(ModelsError.NO_PACKAGE, "The package at " + address + " cannot be fetched.")
                        .at(place)
                        .because(problem)
                        .fix("Try 'git clone " + address
                                + "' by hand, or put the package's folder into dbt_packages/."));
            }
            delete(checkout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what git said where it failed, else nothing */
    private static String git(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 ? "" : said.strip() + " ";
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Presence.isThere(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
