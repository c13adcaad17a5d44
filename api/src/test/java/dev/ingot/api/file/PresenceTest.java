package dev.ingot.api.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceTest {

    @TempDir
    private Path folder;

    @Test
    void knowsFilesFromFolders() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Presence.isThere(file)).isTrue();
        assertThat(Presence.isFile(file)).isTrue();
        assertThat(Presence.isFolder(file)).isFalse();
        assertThat(Presence.isFolder(folder)).isTrue();
        assertThat(Presence.isFile(folder)).isFalse();
    }

    @Test
    void nothingIsThereInAFolderThatIsMissingOrBelowAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Presence.isThere(folder.resolve("missing/file"))).isFalse();
        assertThat(Presence.isThere(file.resolve("below"))).isFalse();
        assertThat(Presence.isThere(file.resolve("far/below"))).isFalse();
    }

    @Test
    void aDiskThatGivesNoAnswerDoesNotSayNo() throws IOException {
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));

        assertThatThrownBy(() -> Presence.isThere(circle))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("circle");
    }
}
