package dev.ingot.cli;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ingot.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All error codes of all modules, found by looking at every class. */
final class ErrorCatalogue {

    private static final List<Class<?>> ENUMS = find();

    private ErrorCatalogue() {}

    /** The enums that hold codes, by name. */
    static List<Class<?>> enums() {
        return ENUMS;
    }

    private static List<Class<?>> find() {
        List<Class<?>> found = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.ingot")) {
            // The codes of module testing are examples for tests; nobody ever meets them.
            boolean shipped = !type.getPackageName().startsWith("dev.ingot.testing");
            if (shipped && type.isEnum() && type.isAssignableTo(ErrorCode.class)) {
                found.add(type.reflect());
            }
        }
        found.sort(Comparator.comparing(Class::getName));
        return List.copyOf(found);
    }

    /** Every code, sorted by id. */
    static List<ErrorCode> codes() {
        return enums().stream()
                .flatMap(type -> codes(type).stream())
                .sorted(Comparator.comparing(ErrorCode::id))
                .toList();
    }

    static List<ErrorCode> codes(Class<?> type) {
        List<ErrorCode> codes = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            codes.add((ErrorCode) constant);
        }
        return codes;
    }
}
