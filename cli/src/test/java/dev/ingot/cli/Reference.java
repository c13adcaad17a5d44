package dev.ingot.cli;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.core.project.Plugins;
import dev.ingot.core.project.ProjectSchemas;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The generated part of {@code docs/}: each file's text, from the code that it describes. */
final class Reference {

    private static final String GENERATED = "<!-- Generated from the code. Do not edit: change the code, then run"
            + " `mvn -Dgolden=update -pl cli -am test -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false`."
            + " -->\n\n";

    private Reference() {}

    /** Texts by path below {@code docs/}. */
    static Map<String, String> files() throws IOException {
        Plugins plugins = InstalledPlugins.load();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("reference/commands.md", plain(commands()));
        files.put(
                "reference/yaml.md",
                plain(GENERATED
                        + "# Reference: the YAML files\n\n"
                        + "`ingot.yml` describes the project, the files below `pipelines/` its pipelines. Any value may"
                        + " hold `${VAR}`, `${VAR:-default}` or `${file:/run/secrets/x}`. `ingot schema` writes the"
                        + " same rules as JSON Schemas for editors; they are also in [schema/](../schema).\n\n"
                        + ProjectSchemas.reference(plugins)));
        files.put("reference/errors.md", plain(errors()));
        files.put("schema/ingot.schema.json", ProjectSchemas.project(plugins));
        files.put("schema/pipelines.schema.json", ProjectSchemas.pipelines(plugins));
        return files;
    }

    private static String commands() {
        CommandLine root = new CommandLine(Main.class);
        StringBuilder text = new StringBuilder(GENERATED);
        text.append("# Reference: commands\n\n");
        text.append("Exit codes: 0 all is well; 1 a node or a test failed; 2 wrong usage or configuration; 3 a contract"
                + " was broken or a quarantine threshold passed; 4 a system cannot be reached; 5 a table is locked by"
                + " another run; 130 interrupted.\n\n");
        text.append("Options that every command on a project has:\n\n");
        text.append("| option | what it does |\n| --- | --- |\n");
        List<OptionSpec> common = root.getSubcommands().get("state").getCommandSpec().options().stream()
                .filter(Reference::isGlobal)
                .toList();
        common.forEach(option -> text.append(row(option)));
        root.getSubcommands().forEach((name, command) -> {
            if (command.getCommandName().equals(name)) {
                command(command, "ingot " + name, text);
            }
        });
        return text.toString();
    }

    private static void command(CommandLine command, String name, StringBuilder text) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        text.append("\n## ").append(name).append("\n\n");
        text.append(sentence(spec.usageMessage().description())).append("\n");
        if (spec.aliases().length > 0) {
            text.append("\nAlso: `ingot ")
                    .append(String.join("`, `ingot ", spec.aliases()))
                    .append("`.\n");
        }
        if (!spec.subcommands().isEmpty()) {
            spec.subcommands().forEach((sub, line) -> command(line, name + " " + sub, text));
            return;
        }
        List<String> rows = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            rows.add("| `" + parameter.paramLabel() + "`" + (parameter.required() ? " (required)" : "") + " | "
                    + described(parameter.description(), parameter.defaultValue()) + " |\n");
        }
        for (OptionSpec option : spec.options()) {
            if (!isGlobal(option) && !option.hidden()) {
                rows.add(row(option));
            }
        }
        if (!rows.isEmpty()) {
            text.append("\n| argument or option | what it does |\n| --- | --- |\n");
            rows.forEach(text::append);
        }
        String[] footer = spec.usageMessage().footer();
        List<String> examples = Arrays.stream(footer)
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
        if (!examples.isEmpty()) {
            text.append("\n```sh\n").append(String.join("\n", examples)).append("\n```\n");
        }
    }

    private static boolean isGlobal(OptionSpec option) {
        boolean mixin = option.userObject() instanceof Field field && field.getDeclaringClass() == Globals.class;
        return mixin || option.usageHelp() || option.versionHelp();
    }

    private static String row(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> "`" + name + (option.arity().max() > 0 ? " " + option.paramLabel() : "") + "`")
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
        return "| " + names + " | " + described(option.description(), option.defaultValue()) + " |\n";
    }

    private static String described(String[] description, String defaultValue) {
        String text = sentence(description);
        if (defaultValue != null && !text.contains("Default:")) {
            text += " Default: `" + defaultValue + "`.";
        }
        return text.replace("|", "\\|");
    }

    private static String sentence(String[] lines) {
        return String.join(" ", lines).strip();
    }

    private static String errors() throws IOException {
        StringBuilder text = new StringBuilder(GENERATED);
        text.append("# Reference: error codes\n\n");
        text.append("The kind says whose turn it is. *user*: the project, the command or the data has to change; never"
                + " tried again, never a stack trace. *external*: a system that Ingot talks to; tried again with a"
                + " growing delay. *resource*: memory, disk or a limit of this machine. *internal*: a defect in Ingot;"
                + " the stack trace is in `.ingot/logs/ingot.log`.\n");
        for (Class<?> type : ErrorCatalogue.enums()) {
            List<ErrorCode> codes = ErrorCatalogue.codes(type).stream()
                    .sorted(Comparator.comparing(ErrorCode::id))
                    .toList();
            String area = codes.get(0).id().split("-")[1];
            text.append("\n## INGOT-")
                    .append(area)
                    .append(": module ")
                    .append(module(type))
                    .append("\n");
            for (ErrorCode code : codes) {
                text.append("\n### ")
                        .append(code.id())
                        .append(": ")
                        .append(code.title())
                        .append("\n\n");
                text.append("Kind ").append(code.kind().name().toLowerCase(Locale.ROOT));
                text.append(", exit code ").append(code.exit().status()).append(".\n\n");
                text.append(code.explanation()).append("\n");
            }
        }
        text.append("\n## INGOT-START: the launcher\n\n");
        text.append("Told by the script `ingot` itself, before there is a Java program to speak.\n\n");
        text.append("| code | what happened |\n| --- | --- |\n");
        Matcher codes = Pattern.compile("say \"(INGOT-START-\\d{3}): ([^\"]+)\"(?:\\s+say \"\\s+fix: ([^\"]+)\")?")
                .matcher(Files.readString(Repository.root().resolve("ingot")));
        while (codes.find()) {
            String what = codes.group(2).replace("$log", "`cli/target/build.log`");
            what = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ".";
            String fix = codes.group(3);
            text.append("| ").append(codes.group(1)).append(" | ").append(what);
            if (fix != null) {
                text.append(' ')
                        .append(fix.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(fix.substring(1));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    /** Keeps Markdown from taking {@code <name>} for HTML; what stands in back quotes is safe already. */
    private static String plain(String markdown) {
        String[] parts = markdown.split("`", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replaceAll("<(?=[a-z])", "&lt;");
        }
        return String.join("`", parts);
    }

    private static String module(Class<?> type) {
        String name = type.getPackageName().split("\\.")[2];
        return name.equals("files") ? "source-files" : name;
    }
}
