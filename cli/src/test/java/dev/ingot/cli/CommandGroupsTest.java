package dev.ingot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandGroupsTest {

    @Test
    void everyVisibleCommandStandsInExactlyOneGroup() {
        List<String> visible = new CommandLine(Main.class)
                .getSubcommands().values().stream()
                        .distinct()
                        .filter(command ->
                                !command.getCommandSpec().usageMessage().hidden())
                        .map(CommandLine::getCommandName)
                        .toList();

        List<String> grouped =
                CommandGroups.GROUPS.values().stream().flatMap(List::stream).toList();

        assertThat(grouped).containsExactlyInAnyOrderElementsOf(visible);
    }
}
