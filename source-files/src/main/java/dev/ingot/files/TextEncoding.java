package dev.ingot.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodings as they are written in a pipeline. */
enum TextEncoding {
    /** A byte order mark decides; without one it is UTF-8. */
    AUTO("auto", null),
    UTF_8("utf-8", StandardCharsets.UTF_8),
    /** Needs a byte order mark. */
    UTF_16("utf-16", StandardCharsets.UTF_16),
    UTF_16LE("utf-16le", StandardCharsets.UTF_16LE),
    UTF_16BE("utf-16be", StandardCharsets.UTF_16BE),
    LATIN_1("latin-1", StandardCharsets.ISO_8859_1),
    WINDOWS_1252("windows-1252", Charset.forName("windows-1252"));

    private final String key;
    private final @Nullable Charset charset;

    TextEncoding(String key, @Nullable Charset charset) {
        this.key = key;
        this.charset = charset;
    }

    String key() {
        return key;
    }

    static Optional<TextEncoding> ofKey(String key) {
        return Arrays.stream(values())
                .filter(encoding -> encoding.key.equals(key.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static String[] keys() {
        return Arrays.stream(values()).map(TextEncoding::key).toArray(String[]::new);
    }

    /**
     * @param charset of the text after the mark
     * @param mark how many bytes the byte order mark takes
     */
    record Decision(Charset charset, int mark) {}

    /**
     * Decides for a file by its first (unpacked) bytes.
     *
     * @throws Undecided if what is declared and what is there contradict each other
     */
    Decision decide(byte[] head) throws Undecided {
        Decision marked = byMark(head);
        return switch (this) {
            case AUTO -> {
                if (marked == null) {
                    refuseUnmarked16(head);
                }
                yield marked == null ? new Decision(StandardCharsets.UTF_8, 0) : marked;
            }
            case UTF_16 -> {
                if (marked == null || !marked.charset().name().startsWith("UTF-16")) {
                    throw new Undecided(
                            "it does not begin with a byte order mark, so the order of bytes is not known",
                            "Say encoding: utf-16le (Windows) or utf-16be.");
                }
                yield marked;
            }
            case UTF_8, UTF_16LE, UTF_16BE -> {
                Charset declared = java.util.Objects.requireNonNull(charset);
                if (marked != null && !marked.charset().equals(declared)) {
                    throw new Undecided(
                            "it begins with the byte order mark of " + marked.charset() + ", not of " + key,
                            "Say encoding: auto.");
                }
                yield marked == null ? new Decision(declared, 0) : marked;
            }
            // In these the bytes of a mark are letters, but nobody begins a file with them.
            case LATIN_1, WINDOWS_1252 -> {
                if (marked != null) {
                    throw new Undecided(
                            "it begins with the byte order mark of " + marked.charset() + ", not with " + key + " text",
                            "Say encoding: auto.");
                }
                yield new Decision(java.util.Objects.requireNonNull(charset), 0);
            }
        };
    }

    private static @Nullable Decision byMark(byte[] head) {
        if (starts(head, 0xef, 0xbb, 0xbf)) {
            return new Decision(StandardCharsets.UTF_8, 3);
        }
        if (starts(head, 0xff, 0xfe, 0, 0)) {
            return new Decision(Charset.forName("UTF-32LE"), 4);
        }
        if (starts(head, 0, 0, 0xfe, 0xff)) {
            return new Decision(Charset.forName("UTF-32BE"), 4);
        }
        if (starts(head, 0xff, 0xfe)) {
            return new Decision(StandardCharsets.UTF_16LE, 2);
        }
        return starts(head, 0xfe, 0xff) ? new Decision(StandardCharsets.UTF_16BE, 2) : null;
    }

    /** Text with a zero in every second byte is UTF-16 that lost its mark. */
    private static void refuseUnmarked16(byte[] head) throws Undecided {
        int[] zeros = new int[2];
        int looked = Math.min(head.length, 512) & ~1;
        for (int i = 0; i < looked; i++) {
            zeros[i & 1] += head[i] == 0 ? 1 : 0;
        }
        int half = looked / 2;
        if (half >= 4 && Math.max(zeros[0], zeros[1]) * 4 >= half * 3 && Math.min(zeros[0], zeros[1]) * 4 < half) {
            throw new Undecided(
                    "every second byte is zero and there is no byte order mark: it looks like UTF-16",
                    "Say encoding: " + (zeros[1] > zeros[0] ? "utf-16le" : "utf-16be") + ".");
        }
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** The encoding cannot be what was said. */
    static final class Undecided extends Exception {
        private final String why;
        private final String fix;

        Undecided(String why, String fix) {
            super(why);
            this.why = why;
            this.fix = fix;
        }

        String why() {
            return why;
        }

        String fix() {
            return fix;
        }
    }
}
