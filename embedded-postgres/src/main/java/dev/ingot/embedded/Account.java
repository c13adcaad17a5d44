package dev.ingot.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom the server runs. PostgreSQL refuses root, which is what one is in most containers.
 *
 * @param command what a command line begins with
 * @param owner the user who must own the server's data; negative where that is us
 */
record Account(List<String> command, int owner) {

    private static final int NOBODY = 65534;

    /** Whoever runs this program. */
    static final Account OURS = new Account(List.of(), -1);

    /** Root, where the kernel lets a namespace be made in which root is nobody, and still owns its files. */
    static final Account NAMESPACE = new Account(List.of("unshare", "--user"), -1);

    /** Another user, where that is not allowed. */
    static final Account OTHER =
            new Account(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY);

    static Account available() {
        return Stream.of(OURS, NAMESPACE)
                .filter(account -> !account.isRoot())
                .findFirst()
                .orElse(OTHER);
    }

    private boolean isRoot() {
        try {
            Process process = new ProcessBuilder(with("id", "-u"))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String user = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return !ended || process.exitValue() != 0 || user.strip().equals("0");
        } catch (IOException e) {
            return true; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    List<String> with(String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    /** Gives a new folder to the server. */
    void give(Path folder) throws IOException {
        if (owner >= 0) {
            Files.setAttribute(folder, "unix:uid", owner);
        }
    }
}
