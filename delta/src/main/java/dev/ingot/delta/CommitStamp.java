package dev.ingot.delta;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a commit file is recognised: a table that was deleted and made anew has other files under the same names.
 *
 * @param identity the file system's own for the file; null where the file is not there
 * @param changed when the file's entry was last changed, which nobody can set
 */
record CommitStamp(@Nullable String identity, String changed, Instant modified, long size) {

    static CommitStamp ofNoFile(Instant time) {
        return new CommitStamp(null, "", time, -1);
    }

    /** Whether both may be of one file: its entry changes once more when its writer removes the temporary name. */
    boolean mayBe(CommitStamp other) {
        return Objects.equals(identity, other.identity) && modified.equals(other.modified) && size == other.size;
    }
}
