package dev.ingot.jinja;

/** What a name, attribute or item that does not exist may be used for. {@code is defined} works with all. */
public enum UndefinedPolicy {
    /** Nothing: printing it, looping over it or testing its truth fails. */
    STRICT,
    /** Jinja2's default: prints as nothing, loops over nothing, is false; anything else fails. */
    STANDARD,
    /** As {@link #STANDARD}, and its attributes, its items and calls of it are undefined again instead of failing. */
    LENIENT
}
