/**
 * The metadata store as the engine sees it: ports and records, no vendor. Start at {@link
 * dev.ingot.core.store.MetadataStore}.
 */
@NullMarked
package dev.ingot.core.store;

import org.jspecify.annotations.NullMarked;
