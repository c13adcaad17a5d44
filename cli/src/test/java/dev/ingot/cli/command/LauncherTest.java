package dev.ingot.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    @TempDir
    Path folder;

    private String home() throws IOException {
        Path home = Files.createDirectories(folder.resolve("a house"));
        Path launcher = home.resolve("ingot");
        if (Files.notExists(launcher)) {
            Files.createFile(launcher);
        }
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return home.toString();
    }

    @Test
    void isANameWhereAShellFindsIt() throws IOException {
        assertThat(Launcher.from(folder, home(), "/nowhere" + File.pathSeparator + home()))
                .isEqualTo("ingot");
    }

    @Test
    void isAShortWayFromTheFolderOtherwise() throws IOException {
        assertThat(Launcher.from(folder.resolve("demo"), home(), "/nowhere")).isEqualTo("'../a house/ingot'");
        assertThat(Launcher.from(folder.resolve("a house/demo"), home(), null)).isEqualTo("../ingot");
    }

    @Test
    void isTheWholePathWhereTheWayIsLong() throws IOException {
        assertThat(Launcher.from(folder.resolve("a/b/c/d"), home(), null)).isEqualTo("'" + home() + "/ingot'");
    }

    @Test
    void isANameWhereNoScriptStartedIt() {
        assertThat(Launcher.from(folder, null, null)).isEqualTo("ingot");
    }
}
