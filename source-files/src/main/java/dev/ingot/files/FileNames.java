package dev.ingot.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** The names of files as text. Stateless. */
final class FileNames {

    private static final char UNREADABLE = '\ufffd';

    private FileNames() {}

    /**
     * A relative path with {@code /}. On a disk a name is bytes: those that are no UTF-8 are written {@code \xNN}, so that
     * two names never become one.
     */
    static String text(Path relative) {
        String text = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
        if (text.indexOf(UNREADABLE) < 0) {
            return text;
        }
        StringBuilder names = new StringBuilder();
        for (Path name : relative) {
            names.append(names.length() == 0 ? "" : "/").append(name(name));
        }
        return names.toString();
    }

    /** Whether the engine, which takes text, finds the file under the path's text. */
    static boolean isText(Path path) {
        return path.toString().indexOf(UNREADABLE) < 0;
    }

    private static String name(Path name) {
        // The only way to the bytes that Java offers.
        String escaped = name.toUri().getRawPath();
        while (escaped.endsWith("/")) {
            escaped = escaped.substring(0, escaped.length() - 1);
        }
        return text(bytes(escaped.substring(escaped.lastIndexOf('/') + 1)));
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (byte b : bytes) {
                if (b >= 0) {
                    text.append((char) b);
                } else {
                    text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(b));
                }
            }
            return text.toString();
        }
    }
}
