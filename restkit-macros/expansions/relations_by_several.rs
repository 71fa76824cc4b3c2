#[allow(dead_code)]
struct Note {
    page: i16,
    place: i32,
    order_id: Option<Id<Order>>,
    line_no: Option<i32>,
    of_page: Option<i16>,
    of_place: i32,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Note {
    type Key = (i16, i32);
    const KEY_PARTS: &'static [&'static str] = &["page", "place"];
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Note",
            path: "/notes",
            table: "notes",
            docs: "",
            columns: &[
                __r::natural_key::<i16>("page", &[]),
                __r::natural_key::<i32>("place", &[]),
                __r::ColumnSpec::new::<Option<Id<Order>>>("order_id"),
                __r::ColumnSpec::new::<Option<i32>>("line_no"),
                __r::ColumnSpec::new::<Option<i16>>("of_page"),
                __r::ColumnSpec::new::<i32>("of_place"),
            ],
            keys: &[0, 1],
            relations: &[
                __r::RelationSpec {
                    filter: true,
                    lends_order: true,
                    on_delete: __r::OnDelete::SetNull,
                    ..__r::belongs_to_by::<
                        shop::Line,
                        2,
                    >(
                        "line",
                        [
                            __r::part_or_null::<shop::Line, 0, Option<Id<Order>>>(2),
                            __r::part_or_null::<shop::Line, 1, Option<i32>>(3),
                        ],
                    )
                },
                __r::RelationSpec {
                    on_delete: __r::OnDelete::Cascade,
                    ..__r::belongs_to_by::<
                        Note,
                        2,
                    >(
                        "parent",
                        [
                            __r::part::<Note, 0, Option<i16>>(4),
                            __r::part::<Note, 1, i32>(5),
                        ],
                    )
                },
                __r::RelationSpec {
                    limit: __r::Some(3u32),
                    sort: &[__r::descending::<Note, _>(<Note>::place())],
                    ..__r::has_many_by::<
                        Note,
                        Note,
                        2,
                    >(
                        "answers",
                        [
                            __r::part_of::<Note, 0, _, _>(<Note>::of_page()),
                            __r::part_of::<Note, 1, _, _>(<Note>::of_place()),
                        ],
                    )
                },
                __r::has_one_by::<
                    Note,
                    Label,
                    2,
                >(
                    "label",
                    [
                        __r::part_of::<Note, 0, _, _>(<Label>::page()),
                        __r::part_of::<Note, 1, _, _>(<Label>::place()),
                    ],
                ),
            ],
            operations: &[__r::Operation::List],
            read: __r::Policy::Public,
            create: __r::NOBODY,
            update: __r::NOBODY,
            delete: __r::NOBODY,
            page_size: 20,
            max_page_size: 100,
            ..__r::ResourceSpec::USUAL
        };
        &SPEC
    }
    fn value(&self, __column: usize) -> ::restkit::__private::Value {
        let __field: &dyn ::restkit::__private::Any = match __column {
            0 => &self.page,
            1 => &self.place,
            2 => &self.order_id,
            3 => &self.line_no,
            4 => &self.of_page,
            5 => &self.of_place,
            _ => return ::restkit::__private::Value::Null,
        };
        ::restkit::__private::to_value::<Self>(__column, __field)
    }
    fn from_values(
        __values: ::restkit::__private::Vec<::restkit::__private::Value>,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        let mut __values = ::restkit::__private::Values::new::<Self>(__values);
        ::core::result::Result::Ok(Self {
            page: __values.take()?,
            place: __values.take()?,
            order_id: __values.take()?,
            line_no: __values.take()?,
            of_page: __values.take()?,
            of_place: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, private_interfaces, clippy::all)]
impl Note {
    /// The column `page`, for conditions on rows.
    const fn page() -> ::restkit::__private::Field<Self, i16> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `place`, for conditions on rows.
    const fn place() -> ::restkit::__private::Field<Self, i32> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `order_id`, for conditions on rows.
    const fn order_id() -> ::restkit::__private::Field<Self, Option<Id<Order>>> {
        ::restkit::__private::Field::new(2)
    }
    /// The column `line_no`, for conditions on rows.
    const fn line_no() -> ::restkit::__private::Field<Self, Option<i32>> {
        ::restkit::__private::Field::new(3)
    }
    /// The column `of_page`, for conditions on rows.
    const fn of_page() -> ::restkit::__private::Field<Self, Option<i16>> {
        ::restkit::__private::Field::new(4)
    }
    /// The column `of_place`, for conditions on rows.
    const fn of_place() -> ::restkit::__private::Field<Self, i32> {
        ::restkit::__private::Field::new(5)
    }
    /// The relation `line`, for conditions on rows.
    const fn line() -> ::restkit::__private::ToOne<Self, shop::Line> {
        ::restkit::__private::ToOne::new(0)
    }
    /// The relation `parent`, for conditions on rows.
    const fn parent() -> ::restkit::__private::ToOne<Self, Note> {
        ::restkit::__private::ToOne::new(1)
    }
    /// The relation `answers`, for conditions on rows.
    const fn answers() -> ::restkit::__private::ToMany<Self, Note> {
        ::restkit::__private::ToMany::new(2)
    }
    /// The relation `label`, for conditions on rows.
    const fn label() -> ::restkit::__private::ToOne<Self, Label> {
        ::restkit::__private::ToOne::new(3)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Note {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
