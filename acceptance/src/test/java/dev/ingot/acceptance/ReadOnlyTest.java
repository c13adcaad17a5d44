package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that may not be written: a mount of its own, because rights do not bind the user that may do everything. */
class ReadOnlyTest {

    @TempDir
    Path folder;

    /** A folder that is mounted once more over itself, without the right to write. */
    private record Mounted(Path folder) implements AutoCloseable {

        static Mounted readOnly(Path folder) throws IOException {
            assumeTrue(
                    run("mount", "--bind", folder.toString(), folder.toString()) == 0, "mounting is not allowed here");
            Mounted mounted = new Mounted(folder);
            if (run("mount", "-o", "remount,ro,bind", folder.toString()) != 0 || Files.isWritable(folder)) {
                mounted.close();
                assumeTrue(false, "a mount cannot be made read-only here");
            }
            return mounted;
        }

        private static int run(String... command) throws IOException {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        }

        @Override
        public void close() throws IOException {
            run("umount", folder.toString());
        }
    }

    @Test
    void aProjectThatCannotBeWrittenIsReadAndARunIsRefusedBeforeItLoads() throws IOException {
        Project shop = Shop.in(folder.resolve("shop"));
        shop.ingot("run").succeeded();
        String before = shop.one("select count(*) from bronze.sales");
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");

        try (Mounted whole = Mounted.readOnly(shop.folder())) {
            assertThat(whole.folder()).isDirectory();
            assertThat(shop.one("select count(*) from bronze.sales")).isEqualTo(before);
            for (String command : new String[] {"ls", "runs", "audit", "state", "plan"}) {
                shop.ingot(command).succeeded();
            }
            assertThat(shop.ingot("run").exits(2).err())
                    .contains(
                            "INGOT-CLI-047",
                            "The folder of the metadata store cannot be written",
                            "The lake cannot be written",
                            "The target folder of the models cannot be written")
                    .doesNotContain("nobody foresaw", "Exception");
        }

        try (Mounted target =
                Mounted.readOnly(Files.createDirectories(shop.folder().resolve("target")))) {
            assertThat(shop.ingot("run").exits(2).err())
                    .contains(
                            "The target folder of the models cannot be written",
                            target.folder().toString());
        }
        assertThat(shop.one("select count(*) from bronze.sales"))
                .as("nothing was loaded")
                .isEqualTo(before);
        shop.ingot("run").succeeded();
        assertThat(shop.one("select count(*) from bronze.sales")).isEqualTo("3");
    }
}
