"""Writes an Excel file as spreadsheets save them: python3 sheet.py > sheet.xlsx

The cells that count: text shared and inline, dates as numbers with a date's format, truths, a whole number,
cells that are left out, a header in the second row, and a second sheet.
"""

import io
import sys
import zipfile
from datetime import datetime

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
HEADER = ["id", "contract", "priority", "opened", "responded", "resolved", "environment", "effective_relief"]
ROWS = [
    ["INC-1", "Gold", "P1", datetime(2026, 3, 2, 9, 15), datetime(2026, 3, 2, 10, 0), datetime(2026, 3, 2, 16, 30), "production", True],
    ["INC-2", "Gold", "P2", datetime(2026, 3, 6, 16, 45), datetime(2026, 3, 9, 17, 20), None, None, False],
    [7, "Silver", "P3", datetime(2026, 3, 28, 23, 30), None, None, "production", None],
    ["INC-4", "Gold", "P1", datetime(2026, 3, 29, 1, 30), None, None, None, None],
    ["INC-5", "Gold", "urgent", datetime(2026, 3, 30, 9, 0), None, None, None, None],
]


def cell(place, value, shared):
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        days = (value - datetime(1899, 12, 30)).total_seconds() / 86400
        return f'<c r="{place}" s="1"><v>{days!r}</v></c>'
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    if value.startswith("INC"):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    if value not in shared:
        shared.append(value)
    return f'<c r="{place}" t="s"><v>{shared.index(value)}</v></c>'


def sheet(rows, shared):
    lines = []
    for number, row in enumerate(rows, 2):
        cells = "".join(cell(f"{'ABCDEFGH'[n]}{number}", value, shared) for n, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def main():
    shared = []
    first, second = sheet([HEADER, *ROWS], shared), sheet([["another sheet"]], shared)
    strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACK}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="Incidents" sheetId="1" r:id="r1"/><sheet name="Notes" sheetId="2" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}/relationships">'
        f'<Relationship Id="r1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELS}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="r3" Type="{RELS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r4" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": first,
        "xl/worksheets/sheet2.xml": second,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            pack.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    sys.stdout.buffer.write(out.getvalue())


main()
