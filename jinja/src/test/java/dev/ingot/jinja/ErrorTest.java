package dev.ingot.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Failures have the exact place, the reason, and a hint. */
class ErrorTest {

    private record Mistake(String template, String place, String problem) {}

    @TestFactory
    Stream<DynamicTest> pointsAtTheMistake() {
        return Stream.of(
                        new Mistake("a\n{{ missing.name }}", "2:4", "'missing' is undefined"),
                        new Mistake("{{ d.x.y }}", "1:6", "'dict object' has no attribute 'x'"),
                        new Mistake("{{ d['x']['y'] }}", "1:5", "'dict object' has no attribute 'x'"),
                        new Mistake("{{ none.x.y }}", "1:9", "'None' has no attribute 'x'"),
                        new Mistake("{{ l[9].y }}", "1:5", "list object has no element 9"),
                        new Mistake("{{ missing() }}", "1:4", "'missing' is undefined"),
                        new Mistake("{{ 'a'.nope() }}", "1:4", "'str object' has no attribute 'nope'"),
                        new Mistake("{{ x() }}", "1:4", "'int' object is not callable"),
                        new Mistake("{{ 1 +\n  'a' }}", "1:6", "unsupported operand type(s) for +: 'int' and 'str'"),
                        new Mistake("{{ 'a' + 1 }}", "1:8", "can only concatenate str (not \"int\") to str"),
                        new Mistake("{{ 1 / 0 }}", "1:6", "division by zero"),
                        new Mistake("{{ 1 % 0 }}", "1:6", "division by zero"),
                        new Mistake("{{ 1 < 'a' }}", "1:6", "'<' not supported between instances of 'int' and 'str'"),
                        new Mistake("{{ 1 in 2 }}", "1:6", "argument of type 'int' is not iterable"),
                        new Mistake("{{ x|nope }}", "1:6", "no filter named 'nope'"),
                        new Mistake("{{ x is nope }}", "1:9", "no test named 'nope'"),
                        new Mistake("{% for i in 5 %}{% endfor %}", "1:13", "'int' object is not iterable"),
                        new Mistake(
                                "{% for a, b in [1] %}{% endfor %}", "1:8", "cannot unpack non-iterable int object"),
                        new Mistake("{% set a, b = [1] %}", "1:8", "not enough values to unpack (expected 2, got 1)"),
                        new Mistake("{% set a, b = [1, 2, 3] %}", "1:8", "too many values to unpack (expected 2)"),
                        new Mistake("{% set d.x = 1 %}", "1:8", "cannot assign attribute on non-namespace object"),
                        new Mistake("{{ {[1]: 2} }}", "1:5", "unhashable type: 'list'"),
                        new Mistake("{{ ','.join([1]) }}", "1:4", "sequence item 0: expected str instance, int found"),
                        new Mistake("{{ [].pop() }}", "1:4", "pop from empty list"),
                        new Mistake("{{ {}.pop('a') }}", "1:4", "KeyError: 'a'"),
                        new Mistake("{{ 'a'.upper(1) }}", "1:4", "upper() takes at most 0 arguments (1 given)"),
                        new Mistake("{{ '%d' % 'a' }}", "1:9", "%d format: a real number is required, not str"),
                        new Mistake(
                                "{{ '%s' % (1, 2) }}", "1:9", "not all arguments converted during string formatting"),
                        new Mistake(
                                "{{ '{}'.format() }}",
                                "1:4",
                                "Replacement index 0 out of range for positional args tuple"),
                        new Mistake(
                                "{{ range(1000000) }}",
                                "1:4",
                                "range too big: 1000000 numbers, at most 100000 are allowed"),
                        new Mistake(
                                "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
                                "1:34", "macro 'm' takes not more than 1 argument(s), but was given 2"),
                        new Mistake(
                                "{% macro m(a) %}{% endmacro %}{{ m(b=2) }}",
                                "1:34", "macro 'm' takes no keyword argument 'b'"),
                        new Mistake(
                                "{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}",
                                "1:38", "macro 'm' was called by a call block, but does not use caller()"),
                        new Mistake("{% include 'x' %}", "1:4", "there is no template 'x'"),
                        new Mistake("text {{ x", "1:6", "unclosed {{"),
                        new Mistake("a\n  {% if x", "2:3", "unclosed {%"),
                        new Mistake("{# never", "1:1", "missing end of comment tag"),
                        new Mistake("{% raw %} {{ x }}", "1:1", "missing end of raw directive"),
                        new Mistake("{{ 'abc }}", "1:4", "the string has no end"),
                        new Mistake("{{ (1, 2] }}", "1:9", "unexpected ']', expected ')'"),
                        new Mistake("{{ x } }}", "1:6", "unexpected '}'"),
                        new Mistake("{{ a ? b }}", "1:6", "unexpected character '?'"),
                        new Mistake("{{ }}", "1:4", "expected an expression, got end of print statement"),
                        new Mistake("{{ 1 2 }}", "1:6", "expected end of print statement, got '2'"),
                        new Mistake(
                                "{{ f(a=1, 2) }}",
                                "1:11",
                                "a positional argument can't follow a keyword argument or * or **"),
                        new Mistake("{{ f(a=1, a=2) }}", "1:11", "keyword argument 'a' is given twice"),
                        new Mistake(
                                "{{ x. }}", "1:7", "expected a name or number after '.', got end of print statement"),
                        new Mistake("x\n{% fro i in l %}", "2:4", "unknown tag 'fro'"),
                        new Mistake(
                                "{% if x %}\n{% for i in l %}\n",
                                "2:4", "'for' is not closed: the template ends where else or endfor was expected"),
                        new Mistake("{% for i in l %}{% endif %}", "1:20", "unexpected 'endif'"),
                        new Mistake("{% endif %}", "1:4", "unknown tag 'endif'"),
                        new Mistake("{% set true = 1 %}", "1:8", "can't assign to 'true'"),
                        new Mistake("{% for 1 in l %}{% endfor %}", "1:8", "expected a name, got '1'"),
                        new Mistake(
                                "{% macro m(a=1, b) %}{% endmacro %}",
                                "1:17", "non-default argument 'b' follows default argument"),
                        new Mistake("{% break %}", "1:4", "'break' outside of a loop"),
                        new Mistake("{% call x %}{% endcall %}", "1:9", "expected a call"))
                .map(mistake -> DynamicTest.dynamicTest(mistake.template(), () -> {
                    TemplateException failure = failure(Corpus.jinja(), mistake.template());
                    assertThat(failure.problem()).isEqualTo(mistake.problem());
                    assertThat(failure.line() + ":" + failure.column()).isEqualTo(mistake.place());
                    assertThat(failure.template()).isEqualTo("t");
                }));
    }

    static TemplateException failure(Jinja jinja, String template) {
        TemplateException failure = catchThrowableOfType(
                TemplateException.class, () -> jinja.parse("t", template).render(Corpus.context()));
        assertThat(failure).as("no failure of " + template).isNotNull();
        return failure;
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        assertThat(failure(Corpus.jinja(), "{{ join_al(1) }}").hint()).isEqualTo("Did you mean 'join_all'?");
        assertThat(failure(Corpus.jinja(), "{{ 'a'.uper() }}").hint()).isEqualTo("Did you mean 'upper'?");
        assertThat(failure(Corpus.jinja(), "{{ users[0].nme.x }}").hint()).isEqualTo("Did you mean 'name'?");
        assertThat(failure(Corpus.jinja(), "{{ x|uper }}").hint()).isEqualTo("Did you mean 'upper'?");
        assertThat(failure(Corpus.jinja(), "{% fro i in l %}").hint()).isEqualTo("Did you mean 'for'?");
        assertThat(failure(Corpus.jinja(), "{{ 'a'.split(spe=1) }}").hint()).isEqualTo("Did you mean 'sep'?");
    }

    @Test
    void showsTheLineOfTheSource() {
        TemplateException failure = failure(Corpus.jinja(), "first\r\n  select {{ missing.a }}\r\nlast");
        assertThat(failure.sourceLine()).isEqualTo("  select {{ missing.a }}");
        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.column()).isEqualTo(13);
    }

    @Test
    void tellsThroughWhichMacrosItWent() {
        String template = "{% macro inner(a) %}\n{{ a.b.c }}{% endmacro %}\n"
                + "{% macro outer() %}{{ inner({}) }}{% endmacro %}\nx {{ outer() }}";
        TemplateException failure = failure(Corpus.jinja(), template);
        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.calls())
                .containsExactly(
                        new TemplateException.MacroCall("inner", "t", 3, 23),
                        new TemplateException.MacroCall("outer", "t", 4, 6));
    }

    @Test
    void keepsTheHostsFailureAsCause() {
        IllegalStateException cause = new IllegalStateException("the database is away");
        Jinja jinja = Jinja.standard().withGlobal("run", (Callable) arguments -> {
            throw cause;
        });
        TemplateException failure = failure(jinja, "\n {{ run() }}");
        assertThat(failure).hasCause(cause).hasMessage("t:2:5: the database is away");
    }

    @Test
    void stopsEndlessRecursion() {
        TemplateException failure = failure(Corpus.jinja(), "{% macro m(a) %}{{ m(a + 1) }}{% endmacro %}{{ m(1) }}");
        assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
        assertThat(failure.problem()).isEqualTo("macros call each other too deeply (more than 200 levels)");
    }

    @Test
    void stopsEndlessLoops() {
        Jinja jinja = Jinja.standard().withLimits(10, 1000);
        TemplateException failure = failure(jinja, "{% set a = [1] %}{% for i in a %}{% do a.append(1) %}{% endfor %}");
        assertThat(failure.problem()).isEqualTo("the template does not end (more than 1000 loop steps)");
    }

    @Test
    void refusesWhatWouldFillTheMemory() {
        assertThat(failure(Corpus.jinja(), "{{ 'a' * 10 ** 12 }}").kind()).isEqualTo(TemplateException.Kind.LIMIT);
        assertThat(failure(Corpus.jinja(), "{{ 2 ** (10 ** 8) }}").kind()).isEqualTo(TemplateException.Kind.LIMIT);
    }

    @Test
    void survivesDeepNesting() {
        String deep = "{{ " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + " }}";
        assertThat(failure(Corpus.jinja(), deep).problem()).isEqualTo("the template is nested too deeply");
    }

    @Test
    void strictUndefinedMayNotBePrinted() {
        Jinja strict = Corpus.jinja().withUndefined(UndefinedPolicy.STRICT);
        for (String use : new String[] {
            "{{ missing }}",
            "{% if missing %}{% endif %}",
            "{% for i in missing %}{% endfor %}",
            "{{ 'a' ~ missing }}",
            "{{ missing == 1 }}",
            "{{ missing|upper }}"
        }) {
            assertThat(failure(strict, use).problem()).as(use).isEqualTo("'missing' is undefined");
        }
        assertThat(strict.parse("t", "{{ missing is defined }}{{ missing|default(1) }}")
                        .render(Map.of()))
                .isEqualTo("False1");
    }

    @Test
    void aMissingElsePrintsNothingEvenWhereUndefinedNamesFail() {
        Jinja strict = Corpus.jinja().withUndefined(UndefinedPolicy.STRICT);
        assertThat(strict.parse("t", "[{{ 'a' if false }}]{{ ('a' if false) ~ 'b' }}")
                        .render(Map.of()))
                .isEqualTo("[]b");
        Jinja lenient = Corpus.jinja().withUndefined(UndefinedPolicy.LENIENT);
        assertThat(failure(lenient, "{{ ('a' if false).b }}").problem())
                .isEqualTo("the inline if-expression evaluated to false and no else section was defined");
    }

    @Test
    void refusesWhatPythonRefusesToFormat() {
        assertThat(failure(Corpus.jinja(), "{{ '{!x}'.format(1) }}").problem())
                .isEqualTo("Unknown conversion specifier x");
        assertThat(failure(Corpus.jinja(), "{{ '{}{0}'.format(1) }}").problem())
                .isEqualTo("cannot mix {} and {0} in one format string");
        assertThat(failure(Corpus.jinja(), "{{ '{:s}'.format(true) }}").problem())
                .isEqualTo("Unknown format code 's' for object of type 'bool'");
        assertThat(failure(Corpus.jinja(), "{{ {(1, 2): 3}|tojson }}").problem())
                .isEqualTo("keys must be str, int, float, bool or None, not tuple");
        assertThat(failure(Corpus.jinja(), "{{ missing|tojson }}").problem())
                .isEqualTo("Object of type Undefined is not JSON serializable");
    }

    @Test
    void lenientUndefinedGoesThroughAttributesItemsAndCalls() {
        Jinja lenient = Corpus.jinja().withUndefined(UndefinedPolicy.LENIENT);
        assertThat(lenient.parse("t", "[{{ a.b['c'].d(1, x=2)().e }}{% for i in q.w() %}x{% endfor %}]")
                        .render(Map.of()))
                .isEqualTo("[]");
        assertThat(failure(lenient, "{{ missing + 1 }}").problem()).isEqualTo("'missing' is undefined");
    }
}
