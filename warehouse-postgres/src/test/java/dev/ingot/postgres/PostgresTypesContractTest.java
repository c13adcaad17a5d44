package dev.ingot.postgres;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.SettableClock;
import dev.ingot.testing.TypesContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class PostgresTypesContractTest extends TypesContract {

    @Override
    protected Warehouse open(Path folder, SettableClock clock) {
        return Servers.fresh("warehouse", clock);
    }

    @Override
    protected Map<String, List<String>> types() {
        Map<String, List<String>> types = super.types();
        types.put("varchar(3)", List.of("'abc'", "'x'"));
        types.put("char(3)", List.of("'ab'"));
        types.put("numeric", List.of("7", "1.23456", "12345678901234567890.5"));
        types.put("timestamp", List.of("'2024-01-05 10:00:00.000001'", "'2024-01-05 00:00:00'"));
        types.put("timestamp(0)", List.of("'2024-01-05 10:00:00'"));
        types.put("time", List.of("'10:00:00.123456'", "'10:00:00'"));
        types.put("time(0)", List.of("'10:00:00'"));
        types.put("uuid", List.of("'7e3a7d0c-2f0a-4a3e-9c35-0c5d9f6f2a11'"));
        types.put("json", List.of("'{\"a\": 1, \"a\": 2}'"));
        types.put("jsonb", List.of("'{\"a\": 1}'"));
        types.put("integer[]", List.of("'{1,2}'"));
        types.put("bigint[]", List.of("'{1,70000000000}'", "'{1,2}'"));
        types.put("bytea", List.of("'ab'"));
        types.put("bit(3)", List.of("'101'"));
        types.put("bit(4)", List.of("'1010'"));
        return types;
    }
}
