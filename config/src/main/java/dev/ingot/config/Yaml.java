package dev.ingot.config;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads YAML into {@link YamlNode}s that know their places. Anchors, aliases and merge keys work; each failure is an
 * {@link IngotException} with file, line, column and caret, and all problems of a file are told at
 * once (a syntax error ends the reading, so there is at most one of those). Stateless.
 */
public final class Yaml {

    private Yaml() {}

    /** Reads one of Ingot's own files. */
    public static YamlDocument read(Path file, String shownAs) {
        return read(file, shownAs, YamlFlavor.CORE);
    }

    /**
     * @param shownAs how messages name the file
     */
    public static YamlDocument read(Path file, String shownAs, YamlFlavor flavor) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw unreadable(shownAs, "there is no such file");
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
            throw unreadable(shownAs, reason);
        }
        return parse(decode(bytes, shownAs), shownAs, flavor);
    }

    /** Parses text as one of Ingot's own files. */
    public static YamlDocument parse(String text, String shownAs) {
        return parse(text, shownAs, YamlFlavor.CORE);
    }

    public static YamlDocument parse(String text, String shownAs, YamlFlavor flavor) {
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new YamlComposer(withoutMark, shownAs, flavor).compose();
    }

    private static IngotException unreadable(String shownAs, String reason) {
        return Problem.of(ConfigError.UNREADABLE, "Cannot read " + shownAs + ": " + reason + ".")
                .at(Place.of(shownAs))
                .toException();
    }

    private static String decode(byte[] bytes, String shownAs) {
        Charset charset = StandardCharsets.UTF_8;
        if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            charset = StandardCharsets.UTF_16BE;
        } else if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            charset = StandardCharsets.UTF_16LE;
        }
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(input)
                    .toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < input.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw Problem.of(ConfigError.ENCODING, "This line is not valid " + charset + " text.")
                    .at(Place.of(shownAs, line, 0))
                    .fix("Save the file as UTF-8.")
                    .toException();
        }
    }
}
