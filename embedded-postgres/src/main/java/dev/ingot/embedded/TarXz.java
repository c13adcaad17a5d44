package dev.ingot.embedded;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import org.tukaani.xz.XZInputStream;

/** Unpacks an archive as {@code tar --xz} makes it: files, folders, symbolic links and long names. Stateless. */
final class TarXz {

    private static final int BLOCK = 512;

    private TarXz() {}

    static void unpack(InputStream archive, Path folder) throws IOException {
        DataInputStream tar = new DataInputStream(new XZInputStream(archive));
        byte[] header = new byte[BLOCK];
        String longName = "";
        while (true) {
            tar.readFully(header);
            if (header[0] == 0) {
                return; // an empty block ends it
            }
            long size = Long.parseLong(text(header, 124, 12).strip(), 8);
            String name = longName.isEmpty() ? text(header, 0, 100) : longName;
            longName = "";
            Path target = inside(folder, name);
            switch (header[156]) {
                case 'L' -> longName = new String(tar.readNBytes((int) size), StandardCharsets.UTF_8).replace("\0", "");
                case '5' -> Files.createDirectories(target);
                case '2' -> {
                    Files.createDirectories(target.getParent());
                    Files.createSymbolicLink(target, Path.of(text(header, 157, 100)));
                }
                case '0', 0 -> {
                    Files.createDirectories(target.getParent());
                    file(tar, target, size);
                    boolean executable = (Long.parseLong(text(header, 100, 8).strip(), 8) & 0100) != 0;
                    readable(target, executable);
                }
                default -> throw new IOException("an entry of type " + (char) header[156] + ": " + name);
            }
            tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("an entry outside of the archive: " + name);
        }
        return target;
    }

    private static void file(InputStream in, Path target, long size) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[64 * 1024];
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive ends inside of " + target);
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    /** By everybody: the server may run as another user than the one who unpacks it. */
    private static void readable(Path file, boolean executable) throws IOException {
        EnumSet<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (executable) {
            permissions.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        Files.setPosixFilePermissions(file, permissions);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
