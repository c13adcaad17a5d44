package dev.ingot.delta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of data files between the log and the disk. The protocol has them as URIs, relative to the table or absolute.
 * One file may be spelt in several ways ({@code a b.parquet} and {@code a%20b.parquet}, {@code /x} and {@code
 * file:///x}); its location, decoded and absolute, is the one name that files are compared by. Done on text, because a
 * Java {@link Path} cannot hold every name under every locale.
 */
final class LogPaths {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final String PLAIN_IN_URI = "-_.~/=";

    private LogPaths() {}

    /** The absolute local path of what stands in the log. */
    static String location(String root, String logPath) {
        Matcher scheme = SCHEME.matcher(logPath);
        if (scheme.matches()) {
            // A one-letter scheme is a drive; everything else that is not "file" lies somewhere else.
            if (!scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
                throw DeltaProblems.unsupported(
                        root,
                        "data file outside the local disk",
                        "The log names the file '" + logPath + "'.",
                        "Copy the table with its data files into one local folder.");
            }
            String rest = scheme.group(2);
            if (rest.startsWith("//")) {
                int slash = rest.indexOf('/', 2);
                String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
                if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
                    throw DeltaProblems.corrupt(root, "the log names the file '" + logPath + "', which is on no disk");
                }
                rest = rest.substring(slash);
            }
            return normalise(decode(root, rest));
        }
        String decoded = decode(root, logPath);
        return normalise(decoded.startsWith("/") ? decoded : root + "/" + decoded);
    }

    /** How a file is written into the log: relative if it is in the table's folder. */
    static String logPath(String root, String location) {
        return location.startsWith(root + "/")
                ? encode(location.substring(root.length() + 1))
                : "file://" + encode(location);
    }

    static String absolute(Path path) {
        return normalise(path.toAbsolutePath().toString());
    }

    static String encode(String path) {
        StringBuilder text = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letterOrDigit || PLAIN_IN_URI.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return text.toString();
    }

    private static String decode(String root, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw DeltaProblems.corrupt(root, "the log names the file '" + text + "', which is no valid URI");
            }
            out.write(high * 16 + low);
            i += 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String normalise(String path) {
        if (!path.contains("//") && !path.contains("/.") && !path.endsWith("/")) {
            return path;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
