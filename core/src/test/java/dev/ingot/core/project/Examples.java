package dev.ingot.core.project;

/** A project in which every key is written at least once, with values other than the defaults where there are any. */
final class Examples {

    static final String PROJECT = """
            name: shop
            version: 1
            target: prod

            targets:
              dev:
                warehouse: lake
              prod:
                warehouse: archive
                schema: analytics
                threads: 16
                notify: false
                vars:
                  days: 90
                connections:
                  archive: {type: lake, path: "${LAKE_PATH}"}

            connections:
              raw: {type: files, path: data/raw}
              other: {type: files, path: data/other}
              lake: {type: lake, path: lake}
              archive: {type: files, path: archive}
              spare: {type: lake, path: spare}
              mail:
                type: smtp
                host: ${EMAIL_HOST}
                port: 25
                password: ${EMAIL_PASSWORD}

            defaults:
              connection: raw
              schema: bronze2
              tags: [daily]
              active: false
              load: incremental
              contract: {mode: freeze}
              quarantine: {max_rows: 7, max_percent: 1}
              record_position: true
              schedule: "@daily"
              retries: 5

            pipelines:
              - name: customers
                description: People who bought.
                tags: [people]
                from:
                  connection: other
                  path: "{date}/{data_source}.json"
                  format: json
                  null_tokens: [NA]
                  max_batch_bytes: 1GB
                source_table: CUSTOMERS
                data_source: customers
                to: customers
                load: snapshot
                key: customer_id
                order_by: [created_at desc, name]
                missing_rows: close
                partition_by: [created_at]
                contract:
                  mode: quarantine
                  columns:
                    - {name: customer_id, type: string, not_null: true, pattern: "[a-z0-9-]+"}
                    - {name: created_at, from: created, type: timestamp, epoch: s, optional: true}
                    - {name: born, type: date, format: "%d.%m.%Y"}
                    - {name: name, type: text, accepted: [a, b], min: a, max: b}
                quarantine: {max_rows: 10, max_percent: 0.5}
                record_position: false
                schedule: 0 6 * * mon-fri
                retries: 1
                active: true

            pipeline_paths: [flows]
            models: [transform]

            notifications:
              - {via: mail, on: [failure, change], to: [a@x.org, "b@x.org, c@x.org"]}

            schedules:
              - {name: nightly, cron: 0 3 * * *, time_zone: Europe/Berlin, select: [tag:nightly], exclude: [slow]}
            retention: 90d
            publish: built

            vars:
              days: 30
              limits: {low: 1}

            threads: 8
            retry: {retries: 3, backoff: 500ms, max_backoff: 2m}
            metadata: state/meta.db
            """;

    static final String PIPELINES = """
            defaults: {schema: sales}
            pipelines:
              - name: orders
                from: {path: "{date:yyyy/MM/dd}/{table}.csv"}
                to: orders
            """;

    private Examples() {}
}
