package dev.ingot.cli.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page that shows a project: one HTML file with its style and script inside, made of the parts in this package's
 * resources. It reads {@code manifest.json} and {@code catalog.json} beside it, unless it carries them itself.
 */
public final class DocsPage {

    private static final List<String> SCRIPTS = List.of("text.js", "project.js", "graph.js", "pages.js", "main.js");

    private DocsPage() {}

    /** The page that reads the artefacts from where it is served. */
    public static String reading() {
        return page("");
    }

    /** The page that stands alone, and can be opened or sent as a file. */
    public static String holding(String manifest, String catalog) {
        return page("window.INGOT_DATA = {manifest: " + inScript(manifest) + ", catalog: " + inScript(catalog) + "};");
    }

    /** JSON inside a script element must not be able to end it. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    private static String page(String data) {
        return resource("index.html")
                .replace("/*{{style}}*/", resource("style.css"))
                .replace(
                        "/*{{script}}*/",
                        SCRIPTS.stream().map(DocsPage::resource).collect(Collectors.joining("\n")))
                .replace("/*{{data}}*/", data);
    }

    private static String resource(String name) {
        try (InputStream in = DocsPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page's " + name + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
