package dev.ingot.lake.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes each element of a JSON array as a line, or the one object that a file is. It only follows strings, brackets
 * and commas; whether an element is valid is looked at later. Line breaks between tokens become blanks; a raw line
 * break inside a string, which no valid JSON has, becomes the character U+0001, so that it stays invalid. Reads as a
 * stream.
 */
final class ArraySplitter {

    private static final int TOO_LONG = -2;
    private static final int LONGEST = 32 << 20;
    private static final String LIMIT = "An element is longer than " + (LONGEST >> 20) + " MiB.";

    private final InputStream in;
    private final OutputStream out;
    private int line = 1;
    private int depth;
    private boolean string;
    private boolean escaped;

    ArraySplitter(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The line that was read last, from 1. */
    int line() {
        return line;
    }

    /** What is wrong with the file as a whole; empty where nothing is. */
    String run() throws IOException {
        int c = skipBlank();
        if (c < 0) {
            return "It is empty.";
        }
        if (c == '{') {
            int after = element(c);
            return after == TOO_LONG
                    ? LIMIT
                    : after < 0 && depth == 0 ? "" : "The object does not end where the file ends.";
        }
        if (c != '[') {
            return "It begins with '" + (char) c + "', not with [ or {.";
        }
        c = skipBlank();
        if (c == ']') {
            return rest();
        }
        while (true) {
            if (c == ',' || c == ']') {
                return "An element is missing before '" + (char) c + "'.";
            }
            if (c < 0) {
                return "The array is not closed.";
            }
            int after = element(c);
            if (after == TOO_LONG) {
                return LIMIT;
            }
            if (after < 0) {
                return "The array is not closed.";
            }
            if (after == ']') {
                return rest();
            }
            c = skipBlank();
        }
    }

    private String rest() throws IOException {
        int c = skipBlank();
        return c < 0 ? "" : "There is something behind the end of the array.";
    }

    private int skipBlank() throws IOException {
        int c = read();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            c = read();
        }
        return c;
    }

    private int read() throws IOException {
        int c = in.read();
        if (c == '\n') {
            line++;
        }
        return c;
    }

    /** Copies an element; returns the comma or bracket behind it, −1 at the end of the file, −2 where it is too long. */
    private int element(int first) throws IOException {
        int length = 0;
        depth = 0;
        string = false;
        escaped = false;
        int c = first;
        while (c >= 0) {
            if (!string && depth == 0 && (c == ',' || c == ']')) {
                break;
            }
            follow(c);
            out.write(c == '\n' || c == '\r' ? (string ? 1 : ' ') : c);
            if (++length > LONGEST) {
                return TOO_LONG;
            }
            c = read();
        }
        out.write('\n');
        return c;
    }

    private void follow(int c) {
        if (string) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                string = false;
            }
        } else if (c == '"') {
            string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
}
