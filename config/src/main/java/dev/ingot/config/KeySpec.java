package dev.ingot.config;

import dev.ingot.api.config.OptionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of one key: a single value, or a block, or several of them. Immutable. */
public sealed interface KeySpec {

    String name();

    String doc();

    default boolean required() {
        return false;
    }

    /** The same key, not required and without a default of its own. */
    default KeySpec optional() {
        return this;
    }

    /** A value, a list of texts, or texts by name. */
    record Option(OptionSpec spec) implements KeySpec {
        @Override
        public String name() {
            return spec.name();
        }

        @Override
        public String doc() {
            return spec.doc();
        }

        @Override
        public boolean required() {
            return spec.required();
        }

        @Override
        public KeySpec optional() {
            return new Option(new OptionSpec(
                    spec.name(), spec.type(), false, null, spec.choices(), spec.secret(), spec.doc(), spec.example()));
        }
    }

    /** A nested block. */
    record Block(String name, String doc, boolean required, BlockSpec block) implements KeySpec {
        @Override
        public KeySpec optional() {
            return new Block(name, doc, false, block);
        }
    }

    /** A list of blocks. */
    record Blocks(String name, String doc, BlockSpec item) implements KeySpec {}

    /**
     * Blocks by a name that the user chooses.
     *
     * @param named what the name names, for the docs: "connection"
     */
    record Named(String name, String doc, String named, BlockSpec item) implements KeySpec {}

    /** Whatever the user wants, by name: variables. */
    record Values(String name, String doc) implements KeySpec {}

    static KeySpec required(String name, OptionSpec.Type type, String doc, @Nullable String example) {
        return new Option(new OptionSpec(name, type, true, null, List.of(), false, doc, example));
    }

    static KeySpec optional(String name, OptionSpec.Type type, String doc, @Nullable String example) {
        return new Option(new OptionSpec(name, type, false, null, List.of(), false, doc, example));
    }

    static KeySpec withDefault(String name, OptionSpec.Type type, String defaultValue, String doc) {
        return new Option(OptionSpec.withDefault(name, type, defaultValue, doc));
    }
}
