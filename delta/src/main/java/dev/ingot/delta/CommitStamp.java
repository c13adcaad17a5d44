package dev.ingot.delta;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a commit file is recognised: a table that was deleted and made anew has other files under the same names.
 *
 * @param identity the file system's own for the file; null where the file is not there
 */
record CommitStamp(@Nullable String identity, Instant modified, long size) {}
