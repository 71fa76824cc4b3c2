fn f() -> M {
    {
        const _: &[u8] = ::web::__private::include_bytes!(
            ::web::__private::concat!(::web::__private::env!("CARGO_MANIFEST_DIR"),
            "/Cargo.toml")
        );
        static __FILES: ::web::__private::MigrationFiles = ::web::__private::MigrationFiles {
            manifest_dir: ::web::__private::env!("CARGO_MANIFEST_DIR"),
            folder: "migrations",
            sets: &[
                ::web::__private::DialectFiles {
                    dialect: ::web::__private::Dialect::Postgres,
                    snapshot: ::web::__private::Some(
                        ::web::__private::include_str!(
                            ::web::__private::concat!(::web::__private::env!("CARGO_MANIFEST_DIR"),
                            "/migrations/postgres/schema.json")
                        ),
                    ),
                    scripts: &[
                        ::web::__private::ScriptFile {
                            version: 20261121084500i64,
                            name: "20261121084500_first",
                            simple: false,
                            up: ::web::__private::include_str!(
                                ::web::__private::concat!(::web::__private::env!("CARGO_MANIFEST_DIR"),
                                "/migrations/postgres/20261121084500_first.up.sql")
                            ),
                            down: ::web::__private::Some(
                                ::web::__private::include_str!(
                                    ::web::__private::concat!(::web::__private::env!("CARGO_MANIFEST_DIR"),
                                    "/migrations/postgres/20261121084500_first.down.sql")
                                ),
                            ),
                        },
                    ],
                },
                ::web::__private::DialectFiles {
                    dialect: ::web::__private::Dialect::Sqlite,
                    snapshot: ::web::__private::None,
                    scripts: &[
                        ::web::__private::ScriptFile {
                            version: 1i64,
                            name: "1_first",
                            simple: true,
                            up: ::web::__private::include_str!(
                                ::web::__private::concat!(::web::__private::env!("CARGO_MANIFEST_DIR"),
                                "/migrations/sqlite/1_first.sql")
                            ),
                            down: ::web::__private::None,
                        },
                    ],
                },
            ],
        };
        ::web::__private::Migrations::of_files(&__FILES)
    }
}
