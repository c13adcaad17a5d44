package dev.ingot.models.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasTest {

    private static final String ROWS = Alias.marked("(select * from \"s\".\"Sales\" where false)", "Sales");

    private static String shown(String template) {
        return Alias.settled(template.replace("ROWS", ROWS))
                .replace("(select * from \"s\".\"Sales\" where false)", "()");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select * from ROWS | select * from () as \"Sales\"",
                "select * from ROWS where a | select * from () as \"Sales\" where a",
                "select * from ROWS -- as x | select * from () as \"Sales\" -- as x",
                "select * from (select 1 from ROWS) t | select * from (select 1 from () as \"Sales\") t",
                "select * from ROWS, ROWS b | select * from () as \"Sales\", () b",
                "select * from ROWS LEFT JOIN ROWS r using (a) | select * from () as \"Sales\" LEFT JOIN () r using (a)",
                "select * from ROWS as s | select * from () as s",
                "select * from ROWS /* the */ \"s\" | select * from () /* the */ \"s\"",
                "select 1 | select 1",
            })
    void aSelectThatStandsForATableGetsItsNameUnlessItHasOne(String template, String sql) {
        assertThat(shown(template)).isEqualTo(sql);
    }

    @Test
    void theAliasOfTheNextLineCounts() {
        assertThat(shown("from ROWS\n  s\njoin ROWS\non true"))
                .isEqualTo("from ()\n  s\njoin () as \"Sales\"\non true");
    }
}
