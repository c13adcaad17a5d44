package dev.ingot.config;

import dev.ingot.api.error.Place;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML file that knows where it stands. Immutable, thread-safe. */
public sealed interface YamlNode permits YamlMapping, YamlSequence, YamlScalar {

    /** Its first character. */
    Place place();

    /**
     * The value as plain Java: {@code Map<String, Object>} and {@code List<Object>} (unmodifiable, in file order),
     * {@code String}, {@code Long} or {@code BigInteger}, {@code Double}, {@code Boolean}, null; in
     * {@link YamlFlavor#PYYAML} also {@code LocalDate}, {@code LocalDateTime} and {@code OffsetDateTime}.
     */
    @Nullable
    Object plain();

    /** What it is, for messages: "a block of keys", "a list", "a number". */
    String shape();
}
