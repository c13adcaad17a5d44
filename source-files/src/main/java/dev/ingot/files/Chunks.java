package dev.ingot.files;

import java.io.IOException;

/** Takes the bytes of a file piece by piece. */
interface Chunks {
    void accept(byte[] bytes, int offset, int length) throws IOException;

    /** After the last piece. */
    void finish() throws IOException;
}
