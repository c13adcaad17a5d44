package dev.ingot.cdc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonFormatter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;

/** MySQL's own form of JSON as the text that the server prints. For one value. */
final class BinlogJson implements JsonFormatter {

    private static final int LONGEST_PLAIN = 15;

    private final StringBuilder text = new StringBuilder();

    private BinlogJson() {}

    /**
     * @param stored as the library understands it; nothing at all is JSON's null
     */
    static String text(byte[] stored) throws IOException {
        if (stored.length == 0) {
            return "null";
        }
        BinlogJson json = new BinlogJson();
        JsonBinary.parse(stored, json);
        return json.text.toString();
    }

    @Override
    public void beginObject(int numElements) {
        text.append('{');
    }

    @Override
    public void beginArray(int numElements) {
        text.append('[');
    }

    @Override
    public void endObject() {
        text.append('}');
    }

    @Override
    public void endArray() {
        text.append(']');
    }

    @Override
    public void nextEntry() {
        text.append(", ");
    }

    @Override
    public void name(String name) {
        value(name);
        text.append(": ");
    }

    @Override
    public void value(String value) {
        text.append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(value))
                .append('"');
    }

    @Override
    public void value(int value) {
        text.append(value);
    }

    @Override
    public void value(long value) {
        text.append(value);
    }

    @Override
    public void value(double value) {
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale();
        if (Math.abs(exponent) > LONGEST_PLAIN) {
            text.append(Double.toString(value).replace(".0E", "e").replace('E', 'e'));
        } else {
            String plain = shortest.toPlainString();
            text.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
        }
    }

    @Override
    public void value(BigInteger value) {
        text.append(value);
    }

    @Override
    public void value(BigDecimal value) {
        text.append(value.toPlainString());
    }

    @Override
    public void value(boolean value) {
        text.append(value);
    }

    @Override
    public void valueNull() {
        text.append("null");
    }

    @Override
    public void valueYear(int year) {
        text.append(year);
    }

    @Override
    public void valueDate(int year, int month, int day) {
        text.append(String.format(Locale.ROOT, "\"%04d-%02d-%02d\"", year, month, day));
    }

    @Override
    public void valueDatetime(int year, int month, int day, int hour, int min, int sec, int microSeconds) {
        text.append(String.format(
                Locale.ROOT, "\"%04d-%02d-%02d %02d:%02d:%02d.%06d\"", year, month, day, hour, min, sec, microSeconds));
    }

    @Override
    public void valueTime(int hour, int min, int sec, int microSeconds) {
        text.append(String.format(Locale.ROOT, "\"%02d:%02d:%02d.%06d\"", hour, min, sec, microSeconds));
    }

    @Override
    public void valueTimestamp(long secondsPastEpoch, int microSeconds) {
        text.append(String.format(Locale.ROOT, "%d.%06d", secondsPastEpoch, microSeconds));
    }

    @Override
    public void valueOpaque(ColumnType type, byte[] value) {
        text.append("\"base64:type").append(type.getCode()).append(':');
        text.append(Base64.getEncoder().encodeToString(value)).append('"');
    }
}
