package dev.ingot.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Days as {@code 20250323} or {@code 2025-03-23}. */
final class DateConverter implements ITypeConverter<LocalDate> {

    @Override
    public LocalDate convert(String text) {
        try {
            return LocalDate.parse(text.replace("-", ""), DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is not a day; write it as 20250323");
        }
    }
}
