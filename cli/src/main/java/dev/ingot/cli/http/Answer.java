package dev.ingot.cli.http;

/**
 * What a server answers: text.
 *
 * @param type the content type
 */
public record Answer(int status, String type, String body) {

    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String HTML = "text/html; charset=utf-8";
    public static final String JSON = "application/json";

    public static final Answer NOT_FOUND = new Answer(404, TEXT, "not here\n");
}
