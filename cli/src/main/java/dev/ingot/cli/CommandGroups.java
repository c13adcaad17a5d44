package dev.ingot.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** The list of commands in {@code ingot --help}, by what a person wants to do. */
final class CommandGroups {

    static final Map<String, List<String>> GROUPS = groups();

    private static final int NAME_WIDTH = 24;

    private CommandGroups() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Start", List.of("demo", "init", "doctor", "discover"));
        groups.put(
                "Run", List.of("run", "start", "build", "test", "seed", "snapshot", "retry", "clone", "run-operation"));
        groups.put(
                "See what happened",
                List.of("audit", "runs", "freshness", "reconcile", "state", "history", "quarantine", "query"));
        groups.put("Mend and tidy", List.of("undo", "maintain", "clean", "deps"));
        groups.put(
                "Look at the project",
                List.of("ls", "lineage", "docs", "source", "compile", "show", "parse", "plan", "apply"));
        groups.put("Editors and shells", List.of("schema", "generate-completion"));
        return groups;
    }

    static String render(Help help) {
        Map<String, Help> commands = new LinkedHashMap<>();
        help.subcommands().values().forEach(command -> commands.put(name(command), command));
        int width = help.commandSpec().usageMessage().width();
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((group, names) -> {
            TextTable table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(NAME_WIDTH, 2, Column.Overflow.SPAN),
                    new Column(width - NAME_WIDTH, 2, Column.Overflow.WRAP));
            for (String name : names) {
                Help command = commands.get(name);
                if (command != null) {
                    String[] description = command.commandSpec().usageMessage().description();
                    table.addRowValues(
                            help.colorScheme()
                                    .commandText(String.join(
                                            ", ", command.commandSpec().names())),
                            Ansi.OFF.new Text(String.join(" ", description)));
                }
            }
            text.append(System.lineSeparator())
                    .append(group)
                    .append(':')
                    .append(System.lineSeparator())
                    .append(table);
        });
        return text.toString();
    }

    /** Puts the groups in the place of picocli's own list. */
    static void install(CommandLine line) {
        line.setUsageHelpWidth(Math.max(80, line.getUsageHelpWidth()));
        line.getHelpSectionMap().remove(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        line.getHelpSectionMap()
                .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
    }

    private static String name(Help command) {
        return command.commandSpec().name();
    }
}
