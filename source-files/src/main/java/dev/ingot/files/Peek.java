package dev.ingot.files;

import dev.ingot.api.source.DelimiterGuess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How a delimited file is written, as far as its first lines show what differs from the defaults. Stateless. */
final class Peek {

    private static final int BYTES = 1 << 16;
    private static final Pattern VALUE = Pattern.compile("|[-+]?[0-9][0-9.,:/ TZ-]*|true|false");

    private Peek() {}

    /** Options of a pipeline; none where the file says nothing or cannot be read. */
    static Map<String, Object> options(FoundFile file, FileFormat format) {
        Map<String, Object> options = new LinkedHashMap<>();
        byte[] head;
        try {
            head = head(file);
        } catch (IOException e) {
            return options; // reading it will tell
        }
        Charset charset = StandardCharsets.UTF_8;
        int mark = 0;
        try {
            TextEncoding.Decision decision = TextEncoding.AUTO.decide(head);
            charset = decision.charset();
            mark = decision.mark();
        } catch (TextEncoding.Undecided e) {
            charset = head.length > 0 && head[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
            options.put("encoding", charset.name().toLowerCase(java.util.Locale.ROOT));
        }
        byte[] text = Arrays.copyOfRange(head, mark, lastLine(head, mark));
        if (mark == 0 && charset.equals(StandardCharsets.UTF_8) && !isUtf8(text)) {
            charset = Charset.forName("windows-1252");
            options.put("encoding", "windows-1252");
        }
        List<String> lines = new String(text, charset)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        char usual = format == FileFormat.TSV ? '\t' : ',';
        char delimiter = DelimiterGuess.of(lines, "").orElse(usual);
        if (delimiter != usual) {
            options.put("delimiter", delimiter == '\t' ? "tab" : String.valueOf(delimiter));
        }
        if (lines.size() > 1) {
            String[] fields = lines.get(0).split(Pattern.quote(String.valueOf(delimiter)), -1);
            boolean values = Arrays.stream(fields)
                    .map(field -> field.replace("\"", "").strip())
                    .anyMatch(field -> !field.isEmpty() && VALUE.matcher(field).matches());
            if (values) {
                options.put("header", false);
                options.put(
                        "columns",
                        IntStream.rangeClosed(1, fields.length)
                                .mapToObj(i -> "column_" + i)
                                .toList());
            }
        }
        return options;
    }

    private static byte[] head(FoundFile file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file.file()))) {
            raw.mark(16);
            Compression compression = Compression.ofContent(raw.readNBytes(8));
            raw.reset();
            try (InputStream text = compression.unpack(raw)) {
                return text.readNBytes(BYTES);
            }
        }
    }

    /** Where the last whole line ends; what is behind it may be cut in the middle of a letter. */
    private static int lastLine(byte[] head, int from) {
        if (head.length < BYTES) {
            return head.length;
        }
        int end = head.length;
        while (end > from && head[end - 1] != '\n') {
            end--;
        }
        return end == from ? head.length : end;
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
