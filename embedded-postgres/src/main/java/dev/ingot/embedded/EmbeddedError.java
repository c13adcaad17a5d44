package dev.ingot.embedded;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** Why a server cannot be started on this machine. */
public enum EmbeddedError implements ErrorCode {
    NO_BINARIES(
            "001",
            ErrorKind.USER,
            ExitCode.USAGE,
            "There is no PostgreSQL for this machine in this build",
            "The server's binaries are built for one kind of machine each, and a build takes along those of the machine it"
                    + " was made on: Linux and macOS, on 64-bit x86 and ARM. Build Ingot on this machine, or use a"
                    + " PostgreSQL of your own."),
    NO_START(
            "002",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The embedded PostgreSQL did not start",
            "The server was unpacked and did not come up; what it said is in the message. Often another process holds the"
                    + " folder, the disk is full, or the server may not run as root here: PostgreSQL refuses root, so"
                    + " Ingot starts it in a user namespace or as the user nobody."),
    UNPACKING(
            "003",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "The embedded PostgreSQL cannot be unpacked",
            "About 60 MB are unpacked once into the cache of this user. The disk may be full, or the folder may not be"
                    + " written.");

    private final Entry entry;

    EmbeddedError(String number, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry("INGOT-EMBEDDED-" + number, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
