package dev.ingot.models.internal.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of text as lower-case hexadecimal. */
public final class Checksums {

    private Checksums() {}

    public static String sha256(String text) {
        return digest("SHA-256", text);
    }

    /** dbt names tests and projects by MD5; nothing here relies on it for security. */
    public static String md5(String text) {
        return digest("MD5", text);
    }

    private static String digest(String algorithm, String text) {
        try {
            byte[] bytes = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
