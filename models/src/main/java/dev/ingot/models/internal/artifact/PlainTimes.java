package dev.ingot.models.internal.artifact;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** Dates and times, which YAML has without quotes, as ISO text: so dbt writes them into its artefacts. Stateless. */
final class PlainTimes {

    private PlainTimes() {}

    static SimpleModule module() {
        return new SimpleModule()
                .addSerializer(LocalDate.class, as(DateTimeFormatter.ISO_LOCAL_DATE))
                .addSerializer(LocalDateTime.class, as(DateTimeFormatter.ISO_LOCAL_DATE_TIME))
                .addSerializer(OffsetDateTime.class, as(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    }

    private static <T extends TemporalAccessor> JsonSerializer<T> as(DateTimeFormatter format) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(format.format(value));
            }
        };
    }
}
