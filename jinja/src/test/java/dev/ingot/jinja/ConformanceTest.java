package dev.ingot.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each case's expected text is what Jinja2 3.1.6 (sandboxed, with do and loopcontrols) writes for it. */
class ConformanceTest {

    @TestFactory
    Stream<DynamicTest> rendersAsJinja2() {
        return Corpus.PARTS.stream()
                .flatMap(part -> Corpus.cases(part).stream())
                .map(c -> DynamicTest.dynamicTest(
                        c.part() + ": " + c.name(),
                        () -> assertThat(Corpus.jinja()
                                        .parse(c.part(), c.template())
                                        .render(Corpus.context()))
                                .as(c.template())
                                .isEqualTo(c.expected())));
    }

    @Test
    void theCorpusIsLarge() {
        assertThat(Corpus.PARTS.stream()
                        .mapToInt(part -> Corpus.cases(part).size())
                        .sum())
                .isGreaterThan(200);
    }
}
