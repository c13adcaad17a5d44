package dev.ingot.files;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;

/** What became of a file that was about to be handed over. */
sealed interface Preparation {

    record Ready(FoundFile file, FileRef ref, Format format) implements Preparation {}

    /** Not in this run, and that is no failure. */
    record Left(Problem note) implements Preparation {}

    static Preparation stillWritten(FoundFile file) {
        return new Left(Problem.of(FilesError.STILL_WRITTEN, "'" + file.path() + "' was left for the next run.")
                .at(Place.of(file.path()))
                .because("it changed or went away while it was being checked"));
    }

    static Preparation denied(FoundFile file) {
        return new Left(Problem.of(FilesError.REFUSED, "'" + file.path() + "' may not be read and was left.")
                .at(Place.of(file.path()))
                .fix("Grant this user the right to read it; the next run takes it."));
    }

    static Preparation empty(FoundFile file) {
        return new Left(Problem.of(FilesError.EMPTY_FILE, "'" + file.path() + "' is empty and was passed over.")
                .at(Place.of(file.path())));
    }
}
