package dev.ingot.delta;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a commit file is recognised: a table that was deleted and made anew has other files under the same names.
 *
 * @param fileKey the file system's identity of the file; null where it has none
 */
record CommitStamp(@Nullable Object fileKey, Instant modified, long size) {}
