package dev.ingot.jinja;

/** What the body of a macro sees besides its parameters. */
public enum MacroScope {
    /** Jinja2: what surrounds it in its template. A macro is a variable of the template that defines it. */
    TEMPLATE,
    /**
     * dbt: only the names that the host gives. Each macro is a module of its own: what the file around it sets is
     * invisible, and it can be called only if the host offers it as a name.
     */
    SEPARATE
}
