package dev.ingot.jinja;

/** A function whose calls are worth telling in an error's chain. */
interface Named {

    String name();
}
