/** How an option of a plug-in is described, so that validation, help, editor schema and docs have one source. */
@NullMarked
package dev.ingot.api.config;

import org.jspecify.annotations.NullMarked;
