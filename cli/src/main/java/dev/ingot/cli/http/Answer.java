package dev.ingot.cli.http;

import java.nio.charset.StandardCharsets;

/**
 * What a server answers.
 *
 * @param type the content type
 */
public record Answer(int status, String type, byte[] body) {

    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String HTML = "text/html; charset=utf-8";
    public static final String JSON = "application/json";

    public static final Answer NOT_FOUND = of(404, TEXT, "not here\n");

    public static Answer of(int status, String type, String body) {
        return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
    }
}
