//! Files of each kind, with every type of column that is read.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use arrow_array::builder::{
    ListBuilder, StringBuilder, StringDictionaryBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, NullArray, RecordBatch, StringArray,
    StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};

/// How many rows each file has.
pub const ROWS: usize = 120;

const OPENED: i64 = 1_714_554_000_000_000;

fn utc() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn coded(values: impl Iterator<Item = Option<&'static str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn waiting(rows: &[i64]) -> ArrayRef {
    let fields = Fields::from(vec![
        Field::new("from", utc(), true),
        Field::new("to", utc(), true),
        Field::new("on", DataType::Utf8, true),
    ]);
    let parts: Vec<Box<dyn arrow_array::builder::ArrayBuilder>> = vec![
        Box::new(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        Box::new(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        Box::new(StringBuilder::new()),
    ];
    let mut lists = ListBuilder::new(StructBuilder::new(fields, parts));
    for n in rows {
        for wait in 0..n % 3 {
            let item = lists.values();
            let from = OPENED + wait * 60_000_000;
            item.field_builder::<TimestampMicrosecondBuilder>(0).unwrap().append_value(from);
            item.field_builder::<TimestampMicrosecondBuilder>(1).unwrap().append_value(from + 1_000_000);
            item.field_builder::<StringBuilder>(2).unwrap().append_value("customer");
            item.append(true);
        }
        lists.append(n % 5 != 0);
    }
    Arc::new(lists.finish())
}

fn updates(rows: &[i64]) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for n in rows {
        (0..n % 3).for_each(|hour| lists.values().append_value(format!("2024-05-01T1{hour}:00:00Z")));
        lists.append(true);
    }
    Arc::new(lists.finish())
}

fn batch(first: i64, count: i64) -> RecordBatch {
    let rows: Vec<i64> = (first..first + count).collect();
    let of = |get: fn(i64) -> Option<i64>| rows.iter().map(|n| get(*n)).collect::<Vec<_>>();
    let texts = |get: fn(i64) -> Option<&'static str>| rows.iter().map(|n| get(*n)).collect::<Vec<_>>();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from_iter_values(rows.iter().map(|n| format!("INC-{n}"))))),
        ("contract", coded(texts(|n| Some(if n % 2 == 0 { "Gold" } else { "Silver" })).into_iter())),
        ("opened", Arc::new(TimestampMicrosecondArray::from(of(|n| Some(OPENED + n))).with_timezone("UTC"))),
        (
            "responded",
            Arc::new(
                TimestampMillisecondArray::from(of(|n| (n % 3 == 0).then_some(OPENED / 1000 + 60_000)))
                    .with_timezone("UTC"),
            ),
        ),
        ("priority", Arc::new(StringArray::from(texts(|n| (n % 7 != 8).then_some("P2"))))),
        ("customer_priority", Arc::new(StringViewArray::from(texts(|_| Some("P2"))))),
        ("channel", Arc::new(LargeStringArray::from(texts(|n| (n % 4 == 0).then_some("email"))))),
        ("waiting", waiting(&rows)),
        ("updates", updates(&rows)),
        (
            "cost",
            Arc::new(Float64Array::from(
                rows.iter().map(|n| Some(f64::from(u8::try_from(*n).unwrap()) / 3.0)).collect::<Vec<_>>(),
            )),
        ),
        ("flag", Arc::new(BooleanArray::from(rows.iter().map(|n| Some(n % 2 == 0)).collect::<Vec<_>>()))),
        ("size", Arc::new(Int64Array::from(of(|n| (n % 9 != 0).then_some(n))))),
        ("none", Arc::new(NullArray::new(rows.len()))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn batches() -> [RecordBatch; 2] {
    [batch(0, 70), batch(70, 50)]
}

fn parquet(compression: Compression, version: WriterVersion, dictionary: bool) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_dictionary_enabled(dictionary)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch(0, 1).schema(), Some(properties)).unwrap();
    for batch in batches() {
        writer.write(&batch).unwrap();
        writer.flush().unwrap();
    }
    writer.into_inner().unwrap()
}

fn excel() -> Vec<u8> {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut sheet =
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>".to_owned();
    let row = |cells: [&str; 4]| format!("<row>{}</row>", cells.map(cell).concat());
    sheet.push_str(&row(["id", "contract", "opened", "priority"]));
    for n in 0..ROWS {
        sheet.push_str(&row([&format!("INC-{n}"), "Gold", "2024-05-01T09:00:00Z", "P2"]));
    }
    sheet.push_str("</sheetData></worksheet>");
    workbook(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())])
}

/// An Excel file with these parts besides what each has.
pub fn workbook(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets>\
         <sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
         Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
         Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let own = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    for (name, bytes) in own.iter().chain(parts) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Each file by its name.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for (name, compression) in [("none", Compression::UNCOMPRESSED), ("snap", Compression::SNAPPY), ("zstd", zstd)] {
        for (version, writer) in [("v1", WriterVersion::PARQUET_1_0), ("v2", WriterVersion::PARQUET_2_0)] {
            for (kind, dictionary) in [("coded", true), ("plain", false)] {
                files.push((format!("{name}-{version}-{kind}.parquet"), parquet(compression, writer, dictionary)));
            }
        }
    }
    let schema = batch(0, 1).schema();
    // Each as often as there are kinds of Parquet with one compression.
    for n in 0..4 {
        let mut file = FileWriter::try_new(Vec::new(), &schema).unwrap();
        let mut stream = StreamWriter::try_new(Vec::new(), &schema).unwrap();
        for batch in batches() {
            file.write(&batch).unwrap();
            stream.write(&batch).unwrap();
        }
        files.push((format!("file{n}.arrow"), file.into_inner().unwrap()));
        files.push((format!("stream{n}.arrow"), stream.into_inner().unwrap()));
    }
    files.push(("sheet.xlsx".to_owned(), excel()));
    files
}
