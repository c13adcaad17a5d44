package dev.ingot.lake;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.SettableClock;
import dev.ingot.testing.TypesContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class DuckDbTypesContractTest extends TypesContract {

    @Override
    protected Warehouse open(Path folder, SettableClock clock) {
        return new DuckDbPlugin()
                .open(
                        "file",
                        Map.of("path", "shop.duckdb", "threads", 1L),
                        folder.getParent(),
                        folder.resolve("work"),
                        clock);
    }

    @Override
    protected Map<String, List<String>> types() {
        Map<String, List<String>> types = super.types();
        types.put("ubigint", List.of("18446744073709551615", "7"));
        types.put("hugeint", List.of("170141183460469231731687303715884105727", "7"));
        types.put("timestamp", List.of("'2024-01-05 10:00:00.000001'", "'2024-01-05 00:00:00'"));
        types.put("timestamp_ms", List.of("'2024-01-05 10:00:00.123'"));
        types.put("timestamp_ns", List.of("'2024-01-05 10:00:00.123456789'", "'2024-01-05 10:00:00'"));
        types.put("time", List.of("'10:00:00.123456'"));
        types.put("uuid", List.of("'7e3a7d0c-2f0a-4a3e-9c35-0c5d9f6f2a11'"));
        types.put("json", List.of("'{\"a\":1}'"));
        types.put("enum('a', 'b')", List.of("'a'"));
        types.put("integer[]", List.of("'[1, 2]'"));
        types.put("struct(a integer)", List.of("{'a': 1}"));
        types.put("blob", List.of("'ab'"));
        return types;
    }
}
