package dev.ingot.files;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file once from end to end before the engine gets it: takes its fingerprint, proves that what is packed is
 * whole, and finds out whether the engine can open it as it lies there. What the engine opens is UTF-8 without a byte
 * order mark, all its records end alike, its ending tells the compression, and its path holds no wildcard; a file that
 * is not so gets a copy (or, for the last two, a link) in the work folder.
 */
final class FilePreparer {

    private static final Chunks NOWHERE = new Chunks() {
        @Override
        public void accept(byte[] bytes, int offset, int length) {}

        @Override
        public void finish() {}
    };

    private final FilesOptions options;
    private final WorkFolder work;
    private final Progress progress;

    FilePreparer(FilesOptions options, WorkFolder work, Progress progress) {
        this.options = options;
        this.work = work;
        this.progress = progress;
    }

    Preparation prepare(FoundFile file) {
        FileFormat kind = kind(file);
        try {
            Preparation prepared = kind == FileFormat.PARQUET ? parquet(file) : text(file, kind);
            return moved(file) ? Preparation.stillWritten(file) : prepared;
        } catch (NoSuchFileException e) {
            return Preparation.stillWritten(file);
        } catch (AccessDeniedException e) {
            return Preparation.denied(file);
        } catch (IOException e) {
            try {
                if (moved(file)) {
                    return Preparation.stillWritten(file);
                }
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw failure(file, e).toException();
        }
    }

    private FileFormat kind(FoundFile file) {
        FileFormat declared = options.format();
        if (declared != null) {
            return declared;
        }
        return FileFormat.ofName(file.path()).orElseThrow(() -> unknownFormat(file));
    }

    private static RuntimeException unknownFormat(FoundFile file) {
        byte[] head = new byte[0];
        try (InputStream in = Files.newInputStream(file.file())) {
            head = in.readNBytes(512);
        } catch (IOException e) {
            return failure(file, new HashingStream.ReadFailed(e)).toException();
        }
        Optional<ForeignKind> foreign = ForeignKind.of(head).filter(kind -> kind != ForeignKind.PARQUET);
        if (foreign.isPresent()) {
            return foreign(file, foreign.get()).toException();
        }
        return Problem.of(FilesError.UNKNOWN_FORMAT, "The format of '" + file.path() + "' is not known from its name.")
                .at(Place.of(file.path()))
                .fix("Set format: csv, tsv, json, json_lines, json_array or parquet.")
                .toException();
    }

    private static boolean moved(FoundFile file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file.file(), BasicFileAttributes.class);
            return now.size() != file.size()
                    || !now.lastModifiedTime().toInstant().equals(file.modified());
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw new HashingStream.ReadFailed(e);
        }
    }

    private Preparation parquet(FoundFile file) throws IOException {
        try (HashingStream raw = new HashingStream(file.file(), progress)) {
            byte[] head = raw.readNBytes(4);
            String fingerprint = raw.drain();
            if (head.length == 0) {
                return Preparation.empty(file);
            }
            String first = new String(head, StandardCharsets.ISO_8859_1);
            String last = lastFour(file.file());
            if (first.equals("PARE") || last.equals("PARE")) {
                throw Problem.of(FilesError.NOT_SUPPORTED, "'" + file.path() + "' is an encrypted Parquet file.")
                        .at(Place.of(file.path()))
                        .fix("Write it without encryption.")
                        .toException();
            }
            if (!first.equals("PAR1") || !last.equals("PAR1")) {
                throw new IOException(
                        first.equals("PAR1") ? "its end (the footer) is missing" : "it does not begin as Parquet");
            }
            return ready(file, fingerprint, null, Compression.NONE, FileFormat.PARQUET, new Format.Parquet());
        }
    }

    private static String lastFour(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer end = ByteBuffer.allocate(4);
            channel.read(end, Math.max(0, channel.size() - 4));
            return new String(end.array(), StandardCharsets.ISO_8859_1);
        }
    }

    private Preparation text(FoundFile file, FileFormat kind) throws IOException {
        Compression compression = compression(file);
        try (HashingStream raw = new HashingStream(file.file(), progress)) {
            if (file.size() == 0) {
                return Preparation.empty(file);
            }
            try (InputStream unpacked = compression.unpack(raw)) {
                byte[] head = unpacked.readNBytes(HashingStream.CHUNK);
                refuseForeign(file, head);
                TextEncoding.Decision encoding = encoding(file, head);
                TemporaryText copy = encoding.mark() > 0 || !encoding.charset().equals(StandardCharsets.UTF_8)
                        ? new TemporaryText(work.copy(kind, compression), compression)
                        : null;
                TextSurvey survey = new TextSurvey(copy == null ? NOWHERE : copy);
                Chunks first = encoding.charset().equals(StandardCharsets.UTF_8)
                        ? survey
                        : new Transcoder(encoding.charset(), encoding.mark(), survey);
                first.accept(head, encoding.mark(), head.length - encoding.mark());
                pump(unpacked, first);
                String fingerprint = raw.drain();
                if (survey.empty()) {
                    return Preparation.empty(file);
                }
                Path readable = copy == null ? null : copy.path();
                Compression packed = copy == null
                        ? compression
                        : Compression.ofName(copy.path().toString());
                return lineEnds(file, fingerprint, readable, packed, kind, survey);
            }
        }
    }

    private static void pump(InputStream from, Chunks to) throws IOException {
        byte[] chunk = new byte[HashingStream.CHUNK];
        for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
            to.accept(chunk, 0, n);
        }
        to.finish();
    }

    private Preparation lineEnds(
            FoundFile file,
            String fingerprint,
            @Nullable Path copy,
            Compression compression,
            FileFormat kind,
            TextSurvey survey)
            throws IOException {
        Format format = options.formatOf(kind, survey.jsonLines());
        boolean rewrite = format instanceof Format.Delimited delimited
                ? survey.mixed() && recordsEndDifferently(copy == null ? file.file() : copy, compression, delimited)
                : format instanceof Format.JsonLines && survey.hasLoneCr();
        if (!rewrite) {
            return ready(file, fingerprint, copy, compression, kind, format);
        }
        TemporaryText rewritten = new TemporaryText(work.copy(kind, compression), compression);
        stream(copy == null ? file.file() : copy, compression, recordEnds(format, rewritten));
        if (copy != null) {
            Files.delete(copy);
        }
        return ready(
                file,
                fingerprint,
                rewritten.path(),
                Compression.ofName(rewritten.path().toString()),
                kind,
                format);
    }

    private static boolean recordsEndDifferently(Path path, Compression compression, Format.Delimited format)
            throws IOException {
        RecordEnds counted = recordEnds(format, null);
        stream(path, compression, counted);
        return counted.mixed();
    }

    private static RecordEnds recordEnds(Format format, @Nullable Chunks next) {
        return format instanceof Format.Delimited text
                ? new RecordEnds(text.delimiter(), text.quote(), text.escape(), next)
                : new RecordEnds(",", null, null, next);
    }

    private static void stream(Path path, Compression compression, Chunks to) throws IOException {
        try (InputStream in = compression.unpack(Files.newInputStream(path))) {
            pump(in, to);
        }
    }

    private Preparation ready(
            FoundFile file,
            String fingerprint,
            @Nullable Path copy,
            Compression compression,
            FileFormat kind,
            Format format)
            throws IOException {
        Path location = copy;
        if (location == null) {
            boolean named = kind == FileFormat.PARQUET || Compression.ofName(file.path()) == compression;
            boolean plainPath = FileNames.isText(file.file())
                    && file.file().toString().chars().noneMatch(c -> "*?[{".indexOf(c) >= 0);
            location = named && plainPath ? file.file() : work.link(file.file(), kind, compression);
        }
        FileRef ref = new FileRef(
                file.path(),
                location.toAbsolutePath().toString(),
                file.size(),
                file.modified(),
                fingerprint,
                copy == null ? FileRef.State.of(location) : null);
        return new Preparation.Ready(file, ref, format);
    }

    private Compression compression(FoundFile file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file.file())) {
            head = in.readNBytes(512);
        }
        refuseForeign(file, head);
        Compression content = Compression.ofContent(head);
        Compression declared = options.compression();
        Compression expected = declared == null ? Compression.ofName(file.path()) : declared;
        // Packed bytes are no text, so a file that is packed without being named so is unambiguous; the reverse is not.
        if (head.length > 0 && expected != content && (declared != null || expected != Compression.NONE)) {
            throw Problem.of(
                            FilesError.CORRUPT,
                            "'" + file.path() + "' is not packed with "
                                    + expected.name().toLowerCase(Locale.ROOT) + ".")
                    .at(Place.of(file.path()))
                    .because("its " + (declared == null ? "name" : "pipeline") + " says so, but it begins as "
                            + (content == Compression.NONE ? "something else" : content.name()))
                    .fix(
                            content == Compression.NONE
                                    ? "Fetch the file again, or set compression: none if it is plain text."
                                    : "Set compression: auto.")
                    .toException();
        }
        return content;
    }

    private TextEncoding.Decision encoding(FoundFile file, byte[] head) {
        try {
            return options.encoding().decide(head);
        } catch (TextEncoding.Undecided e) {
            throw Problem.of(
                            FilesError.WRONG_ENCODING,
                            "'" + file.path() + "' cannot be decoded (encoding: "
                                    + options.encoding().key() + ").")
                    .at(Place.of(file.path()))
                    .because(e.why())
                    .fix(e.fix())
                    .toException();
        }
    }

    private static void refuseForeign(FoundFile file, byte[] head) {
        Optional<ForeignKind> kind = ForeignKind.of(head);
        if (kind.isPresent()) {
            throw foreign(file, kind.get()).toException();
        }
    }

    private static Problem foreign(FoundFile file, ForeignKind kind) {
        return Problem.of(FilesError.NOT_SUPPORTED, "'" + file.path() + "' is " + kind.description() + ".")
                .at(Place.of(file.path()))
                .fix(kind.fix());
    }

    private static Problem failure(FoundFile file, IOException e) {
        Place place = Place.of(file.path());
        if (e instanceof Transcoder.BadText bad) {
            return Problem.of(
                            FilesError.WRONG_ENCODING,
                            "'" + file.path() + "' has bytes that are not text in its encoding: " + bad.hex()
                                    + " at byte " + bad.offset() + ".")
                    .at(place)
                    .because("bytes are counted from 0 in the unpacked file")
                    .fix("Set encoding: to what the file is really written in, or mend the file.");
        }
        if (e instanceof TemporaryText.WriteFailed) {
            return Problem.of(FilesError.WORK_FOLDER, "A temporary copy of '" + file.path() + "' cannot be written.")
                    .at(place)
                    .because(String.valueOf(e.getMessage()))
                    .fix("Make room in the work folder.");
        }
        if (e instanceof HashingStream.ReadFailed || e instanceof FileSystemException) {
            return Problem.of(FilesError.unreadable(e), "'" + file.path() + "' cannot be read.")
                    .at(place)
                    .because(String.valueOf(e.getMessage()));
        }
        return Problem.of(FilesError.CORRUPT, "'" + file.path() + "' is damaged or cut off.")
                .at(place)
                .because(String.valueOf(e.getMessage()))
                .fix("Fetch the file again. Nothing of its batch was loaded.");
    }
}
