package dev.ingot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The commit that a project's folder stands at, read from {@code .git} itself: starting git would cost more. */
final class GitCommit {

    private GitCommit() {}

    /** Null where the folder is in no git repository, or in a state that plain files do not tell. */
    static @Nullable String of(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.isDirectory(git)) {
                return head(git);
            }
        }
        return null;
    }

    private static @Nullable String head(Path git) {
        try {
            String head = Files.readString(git.resolve("HEAD")).strip();
            if (!head.startsWith("ref: ")) {
                return head;
            }
            Path ref = git.resolve(head.substring(5));
            return Files.exists(ref) ? Files.readString(ref).strip() : null;
        } catch (IOException e) {
            return null; // the commit is a courtesy of the audit; a run does not depend on it
        }
    }
}
