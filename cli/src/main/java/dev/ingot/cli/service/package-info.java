/** What a running service shows: status, metrics and page over HTTP. Start at {@link dev.ingot.cli.service.StatusServer}. */
@NullMarked
package dev.ingot.cli.service;

import org.jspecify.annotations.NullMarked;
