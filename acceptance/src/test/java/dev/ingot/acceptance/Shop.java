package dev.ingot.acceptance;

import java.nio.file.Path;

/** A small project: two pipelines, one model, and files that the test writes. */
final class Shop {

    static final String[] TABLES = {"bronze.sales", "bronze.returns", "gold.revenue"};

    private Shop() {}

    static Project in(Path folder) {
        Project shop = new Project(folder);
        shop.configure("shop", """
                landing: {type: files, path: landing}
                """, """
                threads: 2
                """);
        pipelines(shop, "[lamp, desk]");
        shop.write("dbt_project.yml", """
                name: shop
                version: '1.0'
                models:
                  shop:
                    +schema: gold
                    +materialized: table
                """);
        shop.write("macros/schemas.sql", """
                {% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}
                """);
        shop.write("models/sources.yml", """
                version: 2
                sources:
                  - name: bronze
                    tables: [{name: sales}]
                """);
        shop.write("models/revenue.sql", """
                select product, sum(amount) as amount from {{ source('bronze', 'sales') }} group by product
                """);
        shop.write("landing/sales-1.csv", "sale_id,product,amount\n1,lamp,10.50\n2,desk,99.00\n3,sofa,5.00\n");
        shop.write("landing/returns-1.csv", "return_id,sale_id\n1,2\n");
        return shop;
    }

    /**
     * @param products that the contract accepts
     */
    static void pipelines(Project shop, String products) {
        shop.write("pipelines/shop.yml", """
                pipelines:
                  - name: sales
                    from: {connection: landing, path: "sales-*.csv"}
                    to: bronze.sales
                    load: append
                    contract:
                      columns:
                        - {name: sale_id, type: integer, not_null: true}
                        - {name: product, type: string, accepted: %s}
                        - {name: amount, type: "decimal(10,2)", not_null: true}
                  - name: returns
                    from: {connection: landing, path: "returns-*.csv"}
                    to: bronze.returns
                    load: merge
                    key: [return_id]
                """.formatted(products));
    }
}
