//! What the descriptors of these structs say.

use web::{
    Computed, Generated, Invalid, Literal, Measure, Number, OnDelete, Operation, RelationKind, Resource, ResourceSpec, Rule,
    Shape, SqlPart, Value, Visibility, prelude::*,
};

use super::*;

fn members(spec: &ResourceSpec) -> Vec<&str> {
    spec.columns.iter().map(|column| column.member).collect()
}

fn columns(spec: &ResourceSpec) -> Vec<&str> {
    spec.columns.iter().map(|column| column.column).collect()
}

#[test]
fn relations_are_facts() {
    use RelationKind::{BelongsTo, HasMany, HasOne, ManyToMany};
    let spec = every_word::Article::spec();
    let same = |one: fn() -> &'static ResourceSpec, other| std::ptr::eq(one(), other);
    let [question, responses, parts, invoice, people] = spec.relations else { panic!("{:?}", spec.relations) };
    assert_eq!(
        [question, responses, parts, invoice, people].map(|one| one.name),
        ["question", "responses", "parts", "invoice", "people"]
    );
    assert_eq!([question, responses, parts, invoice, people].map(|one| one.limit), [None, Some(5), None, None, Some(7)]);
    assert!([question, responses, parts].iter().all(|one| same(one.target, spec)));
    assert!(same(invoice.target, every_word::Invoice::spec()) && same(people.target, every_word::Person::spec()));
    assert!(matches!(question.kind, BelongsTo { columns } if *columns == [7]));
    assert!(matches!(responses.kind, HasMany { columns } if *columns == [7]));
    assert!(matches!(parts.kind, HasMany { columns } if *columns == [8]));
    assert!(matches!(invoice.kind, HasOne { columns } if *columns == [1]));
    assert!(matches!(people.kind, ManyToMany { through, mine: 1, theirs: 2 } if same(through, every_word::Credit::spec())));
    assert_eq!((responses.sort, parts.sort, people.sort), (&[(10, true), (1, false)][..], &[(1, false)][..], &[(0, true)][..]));
    // The name follows the case of the members.
    let [subject] = every_word::Invoice::spec().relations else { panic!() };
    assert_eq!([question, responses, parts, invoice, people].map(|one| one.filter), [false, true, false, true, true]);
    assert_eq!([question, responses, parts, invoice, people].map(|one| one.nested), [false, false, true, false, false]);
    assert!(parts.write && !people.write);
    assert_eq!([question, responses, invoice, subject].map(|one| one.lends_order), [false, false, true, true]);
    assert!(
        subject.filter && subject.name == "subject" && same(subject.target, spec) && !subject.to_many() && responses.to_many()
    );
}

#[test]
fn relations_by_several_columns_are_facts() {
    use RelationKind::{BelongsTo, HasMany, HasOne};
    let (opinion, remark) = (every_word::Opinion::spec(), every_word::Remark::spec());
    let [about, further, earlier] = remark.relations else { panic!("{:?}", remark.relations) };
    assert!(matches!(about.kind, BelongsTo { columns } if *columns == [2, 3, 4, 5]) && about.filter && about.lends_order);
    assert!(matches!(further.kind, BelongsTo { columns } if *columns == [6, 7]) && !further.filter);
    assert!(matches!(earlier.kind, HasOne { columns } if *columns == [6, 7]));
    assert_eq!((about.on_delete, further.on_delete), (OnDelete::SetNull, OnDelete::Cascade));
    let [remarks] = opinion.relations else { panic!("{:?}", opinion.relations) };
    assert!(matches!(remarks.kind, HasMany { columns } if *columns == [2, 3, 4, 5]) && std::ptr::eq(remarks.target(), remark));
    let keys: Vec<_> = remark.foreign_keys().map(|key| (key.columns.to_vec(), key.target.name, key.on_delete)).collect();
    assert_eq!(
        keys,
        [
            (vec![3], "NewsArticle", OnDelete::Restrict),
            (vec![2, 3, 4, 5], "Opinion", OnDelete::SetNull),
            (vec![6, 7], "Remark", OnDelete::Cascade),
        ]
    );
}

#[test]
fn an_aggregate_is_a_fact() {
    let spec = every_word::Article::spec();
    let aggregate = spec.aggregate.expect("an aggregate");
    let measures: Vec<String> = aggregate.measures.iter().map(|measure| measure.name(spec)).collect();
    assert_eq!(measures, ["readCount__sum", "readCount__avg", "readCount__min", "made__min", "title__max"]);
    assert_eq!(aggregate.groups, [2, 6]);
    assert!(every_word::Person::spec().aggregate.is_none());
}

#[test]
fn a_search_is_a_fact() {
    let search = every_word::Article::spec().search.expect("a search");
    let fields: Vec<(usize, u32)> = search.fields.iter().map(|field| (field.column, field.weight)).collect();
    assert_eq!((fields, search.language), (vec![(1, 4), (2, 1)], Some("english")));
    assert!(every_word::Person::spec().search.is_none());
}

#[test]
fn every_word_is_a_fact() {
    let spec = every_word::Article::spec();
    assert_eq!((spec.name, spec.path, spec.table), ("NewsArticle", "/press/news-articles", "articles"));
    assert_eq!(spec.docs, "An article.\n\nWith a second paragraph.");
    assert_eq!((spec.page_size, spec.max_page_size, spec.keys, spec.offset), (10, 50, &[0][..], true));
    assert_eq!(spec.operations, Operation::ALL);
    let references = ["answers", "parent", "source"];
    assert_eq!(members(spec)[..7], ["id", "title", "STATE", "readCount", "price", "secret", "author"]);
    assert_eq!(columns(spec)[..7], ["id", "heading", "state", "read_count", "price", "secret", "author"]);
    assert_eq!((&members(spec)[7..10], &members(spec)[10..12]), (&references[..], &["made", "changed"][..]));

    let [id, title, state, read_count, price, secret, author, answers, parent, source, made, changed, ..] = spec.columns else {
        panic!("{spec:?}")
    };
    assert_eq!(
        [answers, parent, source].map(|column| column.on_delete),
        [OnDelete::SetNull, OnDelete::Cascade, OnDelete::Restrict]
    );
    assert_eq!(state.renamed_from, Some("status"));
    assert_eq!(id.generated, Generated::Key);
    assert_eq!(title.sql_type, Some("VARCHAR(80)"));
    assert!(title.filter && title.sort && title.unique && !title.index && state.index && !state.unique);
    assert_eq!(title.docs, "The title.");
    assert_eq!((read_count.visibility, secret.visibility), (Visibility::ReadOnly, Visibility::WriteOnly));
    let decisions = [price.read, price.write, title.read, title.write].map(|decision| decision.map(ToString::to_string));
    let price = [r#"role(CHIEF-EDITOR) || scope("articles:price")"#, "role(CHIEF-EDITOR)"];
    assert_eq!(decisions, [Some(price[0].to_owned()), Some(price[1].to_owned()), None, None]);
    assert_eq!((author.generated, author.owner), (Generated::Owner, true));
    assert_eq!((made.generated, changed.generated), (Generated::CreatedAt, Generated::UpdatedAt));
    let default = |column: &web::ColumnSpec| column.default.map(|default| ((default.make)(), default.constant));
    // A call may answer something else the next time.
    assert_eq!(default(state), Some((Value::Text("open".to_owned()), false)));
    assert_eq!(default(read_count), Some((Value::Integer(0), true)));
    assert_eq!(default(title), None);
    assert_eq!((read_count.example, title.example), (Some("12"), None));
}

#[test]
fn what_is_computed_is_a_fact() {
    use Computed::{Related, Rust, Sql};
    let [count, sum, least, greatest, readers, length, told, by] = &every_word::Article::spec().columns[12..] else { panic!() };
    let of_others = |column: &web::ColumnSpec| match column.computed {
        Some(Related { relation, told }) => (relation, told.map(|told| (told.column, told.measure))),
        _ => panic!("{column:?}"),
    };
    assert_eq!([count, sum].map(of_others), [(1, None), (1, Some((3, Measure::Sum)))]);
    assert_eq!([least, greatest].map(of_others), [(1, Some((10, Measure::Least))), (2, Some((10, Measure::Greatest)))]);
    let twice = [SqlPart::Column(3), SqlPart::Text(" * 2")];
    assert!(matches!(readers.computed, Some(Sql { sqlite, postgres }) if sqlite == twice && postgres == twice));
    assert!(
        matches!(length.computed, Some(Sql { sqlite, postgres }) if sqlite[0] != postgres[0] && sqlite[1] == SqlPart::Column(1))
    );
    assert_eq!(
        (readers.column, readers.member, count.filter, greatest.visibility),
        ("reads", "readers", true, Visibility::Hidden)
    );
    let mut row = vec![Value::Null; 20];
    row[1] = Value::Text("News".to_owned());
    row[3] = Value::Integer(2);
    for (column, inputs, value) in [(told, [1, 3].as_slice(), Some("News, read 2 times")), (by, [6].as_slice(), None)] {
        let Some(Rust { inputs: known, with }) = column.computed else { panic!("{column:?}") };
        assert_eq!((known, with(&row).ok()), (inputs, value.map(|text| Value::Text(text.to_owned()))));
    }
    assert_eq!((by.member, told.example, told.is_stored()), ("BY", Some("\"News, read twice\""), false));
    assert!([count, sum, least, greatest, readers, length, told].iter().all(|one| one.generated == Generated::Computed));
    assert!(
        [count, readers, told].iter().all(|one| !one.creatable() && !one.updatable())
            && readers.is_stored()
            && !count.is_stored()
    );
}

#[test]
fn examples_are_json() {
    let Shape::Object(search) = <models::Search as Input>::SHAPE else { panic!() };
    let example = |name: &str| search.members.iter().find(|member| member.name == name).unwrap().example;
    assert_eq!((example("limit"), example("q")), (Some("50"), None));
    let Shape::Object(card) = <models::UserCard as Output>::SHAPE else { panic!() };
    assert_eq!(card.members[1].example, Some(r#""Ada \"A\" Lovelace""#));
}

#[test]
fn a_problem_has_the_members_of_its_fields() {
    let mut kinds = Vec::new();
    let all = <handwritten::Fault as ApiError>::PROBLEMS.for_each(&mut |kind, own| kinds.push((kind.code, own.is_some())));
    assert!(all);
    assert_eq!(kinds, [("nobody", false), ("else", true), ("way", true), ("inner", false)]);
    let problem = handwritten::Fault::Way { r#type: "a".to_owned(), crate_: 7, r#in: None }.into_problem();
    let names: Vec<&str> = problem.members().keys().map(String::as_str).collect();
    assert_eq!((names, problem.to_string().ends_with("a and 7")), (vec!["crate_", "in"], true));
    let problem = handwritten::Fault::Else("ann".to_owned(), 2).into_problem();
    assert_eq!(problem.members()["who"], "ann");
}

#[test]
fn several_fields_are_a_key() {
    let spec = every_word::Opinion::spec();
    assert_eq!((spec.keys, every_word::Opinion::KEY_PARTS), (&[0, 1, 2, 3][..], &["user", "article", "id", "edition"][..]));
    let generated: Vec<Generated> = spec.columns.iter().map(|column| column.generated).collect();
    assert_eq!(generated, [Generated::Owner, Generated::No, Generated::Key, Generated::No]);
    assert!(spec.columns.iter().all(|column| column.key && !column.updatable()));
    let creatable = spec.columns.iter().filter(|column| column.creatable());
    assert_eq!(creatable.map(|column| column.field).collect::<Vec<_>>(), ["article", "edition"]);
    assert!(spec.columns[0].owner && spec.columns[3].index);
    let id: Id<every_word::Opinion> = (1, Uuid::nil(), Uuid::nil(), 4).into();
    assert_eq!(id.key().3, 4);
}

#[test]
fn policies_are_kept_as_written() {
    let spec = every_word::Article::spec();
    assert_eq!(spec.read.to_string(), "(public && policy(published)) || role(CHIEF-EDITOR)");
    assert_eq!(spec.create.to_string(), r#"authenticated && !(role(reader) || scope("articles:read"))"#);
    assert_eq!(spec.update.to_string(), r#"owner && scope("articles:write") && (policy(on_topic) || policy(nothing))"#);
    assert_eq!(spec.delete.to_string(), "role(CHIEF-EDITOR) || (policy(published) && policy(on_any_topic))");
    // An action without an endpoint is open to nobody.
    let entry = every_word::Entry::spec();
    assert_eq!(entry.operations, [Operation::Create]);
    assert_eq!((entry.create.to_string(), entry.read.to_string()), ("public".to_owned(), "!public".to_owned()));
}

#[test]
fn names_are_those_of_serde_whether_it_is_there_or_not() {
    assert_eq!(members(with_serde::Below::spec()), ["id", "heading", "createdAt"]);
    assert_eq!(members(with_serde::Above::spec()), ["id", "belowId"]);
    assert_eq!(members(with_serde::Without::spec()), ["id", "born"]);
    let below = with_serde::Below { id: 1, title: "a".to_owned(), created_at: DateTime::UNIX_EPOCH };
    let json = web::__private::serde_json::to_value(below).unwrap();
    assert_eq!(json, web::__private::serde_json::json!({ "id": 1, "heading": "a", "createdAt": "1970-01-01T00:00:00Z" }));
}

#[test]
fn keywords_are_names_like_others() {
    let spec = keywords::Order::spec();
    assert_eq!(members(spec), ["where", "type", "table", "group", "match", "order", "value", "values", "caller"]);
    assert_eq!(columns(spec)[..2], ["primary", "type"]);
    assert_eq!(columns(spec)[5], "order by");
    assert_eq!(<keywords::Word as ColumnEnum>::WORDS, ["self", "type", "s", "d"]);
}

#[test]
fn rules_stand_with_their_column() {
    let spec = every_type::Everything::spec();
    let rules = |member: &str| spec.columns[spec.member(member).unwrap()].rules;
    let [Rule::Range { min: Some(Number::Integer(-5)), max: Some(Number::Integer(5)) }] = rules("a") else { panic!() };
    let [Rule::OneOf([Literal::Integer(1), Literal::Integer(-2), Literal::Integer(3)])] = rules("c") else { panic!() };
    let [Rule::Range { min: Some(Number::Float(0.5)), max: Some(Number::Integer(2)) }] = rules("i") else { panic!() };
    let [Rule::Length { min: Some(1), max: Some(20) }, Rule::Pattern("^[a-z]+$"), Rule::Custom(calm), Rule::Custom(_)] =
        rules("l")
    else {
        panic!()
    };
    assert_eq!(calm(&Value::Text("a".to_owned())), Ok(()));
    assert_eq!(calm(&Value::Text("a!".to_owned())), Err(Invalid::new("loud", "must be calm")));
    assert_eq!(calm(&Value::Null), Ok(()), "null passes every rule");
    assert!(calm(&Value::Bool(true)).is_err(), "what is not of the type does not pass");
    let [Rule::Length { .. }, Rule::Each([Rule::Length { .. }, Rule::CustomJson(calm)]), Rule::Custom(few)] = rules("x") else {
        panic!()
    };
    assert!(calm(&"a!".into()).is_err() && calm(&"a".into()).is_ok() && calm(&1.into()).is_err());
    assert!(few(&Value::Json(vec!["a"; 9].into())).is_err() && few(&Value::Json(vec!["a"; 8].into())).is_ok());
}

#[test]
fn a_newtype_has_the_rules_of_its_inside_first() {
    let ty = <every_type::WorkEmail as Column>::TYPE;
    assert_eq!(ty.name, Some("WorkEmail"));
    let [Rule::Email, Rule::Length { max: Some(254), .. }, Rule::Pattern(_)] = ty.rules else { panic!("{ty:?}") };
    let value = every_type::Cents { amount: 3 }.into_value();
    assert_eq!(value, Value::Integer(3));
    assert_eq!(every_type::Cents::from_value(value).unwrap().amount, 3);
}

#[test]
fn a_row_is_made_from_its_values_and_has_them() {
    use every_type::Everything;
    use web::{__private::serde_json::json, Kind};
    let value = |column: &web::ColumnSpec| match (column.member, column.data_type.kind) {
        ("m" | "ee" | "cc", _) => Value::Null,
        ("w", _) => {
            Value::Json(json!({"street": "a", "houseNumber": 1, "residents": [], "others": null, "notes": {}, "size": "small"}))
        }
        ("y", _) => Value::Json(json!([1, 2])),
        ("z" | "aa", _) => Value::Text("large".to_owned()),
        (_, Kind::Bool) => Value::Bool(true),
        (_, Kind::F32 | Kind::F64) => Value::Float(1.5),
        (name, Kind::Text) => Value::Text(name.to_owned()),
        (_, Kind::Bytes) => Value::Bytes(vec![1, 2]),
        (_, Kind::Uuid) => Value::Uuid(Uuid::from_u128(7)),
        (_, Kind::Date) => Value::Date(NaiveDate::MIN),
        (_, Kind::Time) => Value::Time(Default::default()),
        (_, Kind::DateTime) => Value::DateTime(NaiveDateTime::MIN),
        (_, Kind::Timestamp) => Value::Timestamp(DateTime::UNIX_EPOCH),
        (_, Kind::Decimal) => Value::Decimal(Decimal::new(15, 1)),
        (_, Kind::Json) => Value::Json(json!(["a"])),
        (_, _) => Value::Integer(3),
    };
    let values: Vec<Value> = Everything::spec().columns.iter().map(value).collect();
    let row = Everything::from_values(values.clone()).unwrap();
    assert_eq!((row.a, row.bb.0.as_str(), row.dd.amount, row.z), (3, "bb", 3, every_type::Size::Large));
    let found: Vec<Value> = (0..values.len()).map(|column| row.value(column)).collect();
    assert_eq!(found, values);
    assert_eq!(row.value(values.len()), Value::Null);
    assert!(Everything::from_values(Vec::new()).is_err(), "a value that is not there is null");
    assert!(Everything::from_values(vec![Value::Bool(true); values.len()]).is_err());
}

#[test]
fn the_inside_of_json_is_known() {
    let Shape::Object(spec) = <every_type::Address as Schema>::SHAPE else { panic!() };
    let names: Vec<&str> = spec.members.iter().map(|member| member.name).collect();
    assert_eq!(names, ["street", "houseNumber", "residents", "others", "notes", "size"]);
    let required: Vec<bool> = spec.members.iter().map(|member| member.required).collect();
    assert_eq!(required, [true, false, false, false, true, true]);
    let [Rule::Range { .. }, Rule::CustomJson(odd)] = spec.members[1].rules else { panic!() };
    assert!(odd(&3.into()).is_ok() && odd(&4.into()).is_err() && odd(&Value::Null.is_null().into()).is_err());
    assert_eq!(spec.rules.len(), 1);
}

#[test]
fn a_rule_of_the_whole_struct_is_given_what_a_body_may_hold() {
    let [whole, _] = every_word::Article::spec().rules else { panic!() };
    let row = |title: &str, state: &str| {
        let text = |text: &str| Value::Text(text.to_owned());
        // In the order of the table; what a body cannot set is null.
        let mut row = [const { Value::Null }; 12];
        (row[1], row[2], row[9]) = (text(title), text(state), Value::Uuid(Uuid::from_u128(7)));
        row
    };
    assert_eq!((whole.check)(&row("a", "b")), Ok(Ok(())));
    assert_eq!((whole.check)(&row("a", "a")), Ok(Err(Invalid::new("same", "must differ").at("title"))));
    assert!((whole.check)(&[]).is_err(), "a value that is not there is not of its type");
}

#[test]
fn references_lead_to_their_resource() {
    let spec = self_reference::Folder::spec();
    let target = |member: &str| spec.columns[spec.member(member).unwrap()].data_type.references.map(|spec| spec().name);
    assert_eq!(target("parent"), Some("Folder"));
    assert_eq!(target("first"), Some("Document"));
    assert_eq!(target("depth"), None);
}

#[test]
fn an_enum_is_written_as_its_word() {
    use web::__private::serde_json::{from_str, to_string};
    assert_eq!(to_string(&every_word::Role::ChiefEditor).unwrap(), r#""CHIEF-EDITOR""#);
    assert!(matches!(from_str::<every_word::Role>(r#""reader""#), Ok(every_word::Role::Reader)));
    assert!(from_str::<every_word::Role>(r#""writer""#).unwrap_err().to_string().contains("CHIEF-EDITOR"));
    assert_eq!(in_function::hidden().read.to_string(), "role(on)");
}
