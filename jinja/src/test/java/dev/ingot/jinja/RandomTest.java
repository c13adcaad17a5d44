package dev.ingot.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random input against simple models; the seed is part of each message. */
class RandomTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String number() {
        BigInteger value = new BigInteger(1 + random.nextInt(random.nextBoolean() ? 6 : 90), random);
        return (random.nextBoolean() ? value : value.negate()).toString();
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        return parts[1].signum() != 0 && parts[1].signum() != b.signum() ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    @Test
    void wholeNumbersCalculateAsUnboundedOnesDo() {
        for (int i = 0; i < 5000; i++) {
            String left = number();
            String right = number();
            BigInteger a = new BigInteger(left);
            BigInteger b = new BigInteger(right);
            boolean zero = b.signum() == 0;
            String template = "{{ (" + left + ") + (" + right + ") }} {{ (" + left + ") - (" + right + ") }} {{ ("
                    + left
                    + ") * (" + right + ") }} {{ " + left + " < " + right + " }}"
                    + (zero ? "" : " {{ (" + left + ") // (" + right + ") }} {{ (" + left + ") % (" + right + ") }}");
            String expected = a.add(b) + " " + a.subtract(b) + " " + a.multiply(b) + " "
                    + (a.compareTo(b) < 0 ? "True" : "False")
                    + (zero ? "" : " " + floorDivide(a, b) + " " + a.subtract(b.multiply(floorDivide(a, b))));
            assertThat(Jinja.standard().parse("t", template).render(Map.of()))
                    .as("seed " + seed + ": " + template)
                    .isEqualTo(expected);
        }
    }

    @Test
    void slicesAreWhatCountingGives() {
        for (int i = 0; i < 5000; i++) {
            int size = random.nextInt(6);
            int from = random.nextInt(15) - 7;
            int to = random.nextInt(15) - 7;
            int step = random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
            StringBuilder expected = new StringBuilder();
            int first = from < 0 ? from + size : from;
            int last = to < 0 ? to + size : to;
            for (int at = Math.max(-1, Math.min(size, first)); at >= -1 && at <= size; at += step) {
                boolean done = step > 0 ? at >= last : at <= last;
                if (done) {
                    break;
                }
                if (at >= 0 && at < size) {
                    expected.append((char) ('a' + at));
                } else if (at == -1 && step > 0) {
                    at = -step;
                } else if (at == size && step < 0) {
                    at = size - 1 - step;
                }
            }
            String template = "{{ '" + "abcdef".substring(0, size) + "'[" + from + ":" + to + ":" + step + "] }}";
            assertThat(Jinja.standard().parse("t", template).render(Map.of()))
                    .as("seed " + seed + ": " + template)
                    .isEqualTo(expected.toString());
        }
    }

    private String soup() {
        String[] pieces = {
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "-",
            "+",
            " ",
            "\n",
            "\r\n",
            "x",
            "if",
            "endif",
            "raw",
            "endraw",
            "'a'",
            "'",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "1.5",
            "|",
            "é",
            "\u00a0",
            "set y = 1",
            "for i in l",
            "endfor",
            "macro m()",
            "text"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    @Test
    void theLexerNeverLosesACharacter() {
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = soup();
            List<Token> tokens;
            try {
                tokens = Lexer.tokens(new Source("t", text), Jinja.standard().withTrailingNewlineKept());
            } catch (TemplateException e) {
                continue;
            }
            read++;
            int at = 0;
            for (Token token : tokens) {
                assertThat(text.substring(at, token.at()).chars().allMatch(Strings::isSpace))
                        .as("seed " + seed + ": " + text)
                        .isTrue();
                at = token.end();
            }
            assertThat(at).as("seed " + seed + ": " + text).isEqualTo(text.length());
        }
        assertThat(read).isGreaterThan(1000);
    }

    @Test
    void anyTextIsRenderedOrRefusedWithAPlaceInIt() {
        for (int i = 0; i < 20_000; i++) {
            String text = soup();
            try {
                Jinja.standard().parse("t", text).render(Map.of("l", List.of(1, 2)));
            } catch (TemplateException e) {
                long lines = text.replace("\r\n", "\n")
                                .chars()
                                .filter(c -> c == '\n')
                                .count()
                        + 1;
                assertThat(e.line()).as("seed " + seed + ": " + text).isBetween(1, (int) lines);
                assertThat(e.column())
                        .as("seed " + seed + ": " + text)
                        .isBetween(1, e.sourceLine().length() + 2);
            }
        }
    }

    @Test
    void textWithoutTagsStaysAsItIs() {
        for (int i = 0; i < 2000; i++) {
            String text = soup().replace("{", "").replace("\r", "");
            assertThat(Jinja.standard()
                            .withTrailingNewlineKept()
                            .parse("t", text)
                            .render(Map.of()))
                    .as("seed " + seed)
                    .isEqualTo(text);
        }
    }
}
