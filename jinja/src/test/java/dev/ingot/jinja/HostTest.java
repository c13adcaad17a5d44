package dev.ingot.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a host builds on: separate macros, return(), block tags, native values, objects of its own. */
class HostTest {

    private static final Jinja DBT = Jinja.dbt().withGlobal("return", ReturnValue.function());

    /** A registry in which all macros of a file see each other. */
    private static Names registry(String source, Map<String, ?> more) {
        List<MacroDefinition> macros = DBT.parse("macros.sql", source).macros();
        return new Names() {
            @Override
            public Object lookup(String name) {
                Optional<MacroDefinition> found = macros.stream()
                        .filter(macro -> macro.name().equals(name))
                        .findFirst();
                return found.isPresent() ? found.get().bind(this) : more.get(name);
            }
        };
    }

    private static String render(String macros, String template) {
        return DBT.parse("model.sql", template).render(registry(macros, Map.of("x", 5)));
    }

    @Test
    void macrosSeeEachOtherThroughTheHost() {
        assertThat(render(
                        "{% macro a() %}a{{ b(1) }}{% endmacro %}{% macro b(n) %}b{{ n }}{{ x }}{% endmacro %}",
                        "{{ a() }}"))
                .isEqualTo("ab15");
    }

    @Test
    void separateMacrosDoNotSeeWhatTheFileAroundThemSets() {
        assertThat(render("{% set g = 1 %}{% macro a() %}{{ g is defined }}{% endmacro %}", "{% set g = 2 %}{{ a() }}"))
                .isEqualTo("False");
    }

    @Test
    void separateMacrosDoNotSeeTheirCallersLoop() {
        assertThat(render("{% macro a() %}{{ i is defined }}{% endmacro %}", "{% for i in [1] %}{{ a() }}{% endfor %}"))
                .isEqualTo("False");
    }

    @Test
    void templatesOfSeveralThreadsKeepNotesInOneDict() throws Exception {
        PyDict notes = new PyDict();
        Template note = DBT.parse(
                "note.sql",
                "{% for i in range(500) %}{% do notes.setdefault('of', {}).update({name ~ i: i}) %}"
                        + "{% do notes.setdefault('all', []).append(i) %}"
                        + "{% for key in notes.get('of').keys() %}{% set last = key %}{% endfor %}{% endfor %}");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> work = List.of("a", "b", "c", "d").stream()
                    .<Callable<String>>map(name -> () -> note.render(Names.of(Map.of("notes", notes, "name", name))))
                    .toList();
            for (Future<String> rendered : threads.invokeAll(work)) {
                assertThat(rendered.get()).isEmpty();
            }
        } finally {
            threads.shutdown();
        }

        assertThat((PyDict) notes.get("of")).hasSize(2000);
        assertThat((PyList) notes.get("all")).hasSize(2000);
    }

    @Test
    void inlineMacrosOfAModelAreNotCallable() {
        assertThatThrownBy(() -> render("", "{% macro m() %}x{% endmacro %}{{ m() }}"))
                .hasMessage("model.sql:1:34: 'm' is undefined");
    }

    @Test
    void returnGivesAnyValue() {
        String macros = "{% macro a() %}text{% for i in [1, 2] %}{% if i == 2 %}{{ return([i, {'k': none}]) }}"
                + "{% endif %}{% endfor %}never{% endmacro %}";
        assertThat(render(macros, "{{ a()[0] + 1 }} {{ a() }}")).isEqualTo("3 [2, {'k': None}]");
    }

    @Test
    void returnEndsTheInnermostMacroOnly() {
        String macros = "{% macro inner() %}{% do return(1) %}{% endmacro %}"
                + "{% macro outer() %}a{{ inner() }}b{% endmacro %}";
        assertThat(render(macros, "{{ outer() }}")).isEqualTo("a1b");
    }

    @Test
    void returnInACallBlockEndsTheMacroThatCallsIt() {
        String macros = "{% macro m() %}{{ caller() }}never{% endmacro %}";
        assertThat(render(macros, "{% call m() %}{{ return(7) }}{% endcall %}")).isEqualTo("7");
    }

    @Test
    void returnOutsideOfAMacroIsAMistake() {
        assertThatThrownBy(() -> render("", "{{ return(1) }}"))
                .hasMessage("model.sql:1:4: return() outside of a macro");
    }

    @Test
    void theSourceIsStrippedButPlacesAreKept() {
        assertThat(render("", "\n \u00a0 {{ x }} \n\n")).isEqualTo("5");
        assertThatThrownBy(() -> render("", "\n\n {{ nope.x }}")).hasMessageStartingWith("model.sql:3:5:");
    }

    @Test
    void blockTagsAreDefinitionsWithHeaderAndText() {
        Template file = DBT.parse(
                "f.sql",
                "x\n{% test positive(model, column_name='c') %}select {{ model }}{% endtest %}\n"
                        + "{% materialization fancy, adapter='duckdb', supported_languages=['sql'] %}m{% endmaterialization %}\n"
                        + "{% materialization fancy, default -%} m {%- endmaterialization %}"
                        + "{% snapshot s %}\n select {{ x }} {% endsnapshot %}{% docs d %}*text*{% enddocs %}");
        List<String> shown = new ArrayList<>();
        file.macros().forEach(block -> shown.add(block + " " + block.parameters() + block.options()));
        assertThat(shown)
                .containsExactly(
                        "test 'positive' [model, column_name]{}",
                        "materialization 'fancy' []{adapter=duckdb, supported_languages=['sql']}",
                        "materialization 'fancy' []{default=true}",
                        "snapshot 's' []{}",
                        "docs 'd' []{}");
        assertThat(file.macros().get(0).line()).isEqualTo(2);
        assertThat(file.macros().get(0).source())
                .isEqualTo("{% test positive(model, column_name='c') %}select {{ model }}{% endtest %}");
        assertThat(file.macros().get(3).contents()).isEqualTo("\n select {{ x }} ");
        assertThat(file.macros().get(3).body().render(Map.of("x", 1))).isEqualTo("\n select 1 ");
        assertThat(file.render(Map.of()).strip()).isEqualTo("x");
        assertThat(file.macros().get(0).call(Names.EMPTY, Arguments.of("t"))).isEqualTo("select t");
    }

    @Test
    void typedParametersAreAccepted() {
        assertThat(render("{% macro a(x: string, y: list[int] = [1]) %}{{ x }}{{ y }}{% endmacro %}", "{{ a('q') }}"))
                .isEqualTo("q[1]");
    }

    @Test
    void nativeEvaluationKeepsTheType() {
        Map<String, Object> context = Map.of("n", 5, "flag", true);
        assertThat(DBT.parse("y", "{{ n }}").evaluateNative(context)).isEqualTo(5L);
        assertThat(DBT.parse("y", "{{ [n, 'a'] }}").evaluateNative(context)).isEqualTo(PyList.of(5, "a"));
        assertThat(DBT.parse("y", "{% if flag %}{{ flag }}{% endif %}").evaluateNative(context))
                .isEqualTo(true);
        assertThat(DBT.parse("y", "{{ none }}").evaluateNative(context)).isEqualTo(None.NONE);
        assertThat(DBT.parse("y", "{{ '5' }}").evaluateNative(context)).isEqualTo("5");
        assertThat(DBT.parse("y", "{{ n }}{{ n }}").evaluateNative(context)).isEqualTo("55");
        assertThat(DBT.parse("y", "a{{ n }}").evaluateNative(context)).isEqualTo("a5");
        assertThat(DBT.parse("y", "").evaluateNative(context)).isEqualTo("");
    }

    @Test
    void literalsAreRead() {
        assertThat(Jinja.literal("[1, -2.5, 'a', None, {'k': (True,)}]").map(Values::repr))
                .contains("[1, -2.5, 'a', None, {'k': (True,)}]");
        assertThat(Jinja.literal("foo")).isEmpty();
        assertThat(Jinja.literal("1 +")).isEmpty();
        assertThat(Jinja.literal("1 + 1")).isEmpty();
    }

    @Test
    void hostObjectsHaveAttributesItemsAndTruth() {
        HostObject relation = new HostObject() {
            @Override
            public Object attribute(String name) {
                return name.equals("schema") ? "raw" : null;
            }

            @Override
            public boolean isMapping() {
                return true;
            }

            @Override
            public String toString() {
                return "\"raw\".\"t\"";
            }
        };
        String template =
                "{{ r }} {{ r.schema }} {{ r['schema'] }} {{ r is mapping }} {{ r.nope is defined }} {{ [r] }}";
        assertThat(Jinja.standard().parse("t", template).render(Map.of("r", relation)))
                .isEqualTo("\"raw\".\"t\" raw raw True False [\"raw\".\"t\"]");
    }

    @Test
    void plainJavaCollectionsWork() {
        Map<String, Object> context = Map.of("m", Map.of("k", List.of(1, 2)), "i", Map.of(7, "seven"));
        String template = "{{ m.k[0] }} {{ m['k'] }} {{ m.items()|list }} {{ i[7] }} {{ 7 in i }} {{ m.k|sum }}";
        assertThat(Jinja.standard().parse("t", template).render(context))
                .isEqualTo("1 [1, 2] [('k', [1, 2])] seven True 3");
    }

    @Test
    void valuesBecomePlainJava() {
        Object value = Jinja.standard()
                .parse("t", "{{ [1, (2, none), {'a': {'b': 3}}] }}")
                .evaluateNative(Map.of());
        assertThat(Values.toJava(value)).hasToString("[1, [2, null], {a={b=3}}]");
    }

    @Test
    void ownFiltersTestsAndGlobals() {
        Jinja jinja = Jinja.standard()
                .withFilter("twice", arguments -> arguments.text(0, "value").repeat(2))
                .withTest("short", arguments -> arguments.text(0, "value").length() < 3)
                .withGlobal("who", "me");
        assertThat(jinja.parse(
                                "t",
                                "{{ 'ab'|twice }} {{ 'ab' is short }} {{ ['a', 'abc']|select('short')|list }} {{ who }}")
                        .render(Map.of()))
                .isEqualTo("abab True ['a'] me");
    }

    @Test
    void spaceOptions() {
        String template = "a\n  {% if true %}\n  b\n  {%+ endif %}\n  {# c #}\nd\n";
        assertThat(Jinja.standard().withTrimBlocks().parse("t", template).render(Map.of()))
                .isEqualTo("a\n    b\n    d");
        assertThat(Jinja.standard()
                        .withTrimBlocks()
                        .withLstripBlocks()
                        .parse("t", template)
                        .render(Map.of()))
                .isEqualTo("a\n  b\n  d");
        assertThat(Jinja.standard()
                        .withTrailingNewlineKept()
                        .parse("t", template)
                        .render(Map.of()))
                .endsWith("\nd\n");
    }

    @Test
    void templatesAreSafeToUseFromManyThreads() {
        Template template = Corpus.jinja()
                .parse("t", "{% macro m(n) %}{{ n * 2 }}{% endmacro %}{% for i in l %}{{ m(i) }}{% endfor %}");
        assertThat(java.util.stream.IntStream.range(0, 500)
                        .parallel()
                        .mapToObj(i -> template.render(Map.of("l", List.of(i, i + 1))))
                        .toList())
                .isEqualTo(java.util.stream.IntStream.range(0, 500)
                        .mapToObj(i -> "" + i * 2 + (i + 1) * 2)
                        .toList());
    }
}
