#!/usr/bin/env python3
"""Writes the summary of each relic's dossier from the records of the sample: «Tóm tắt hồ sơ».

Run by hand after a record has changed: python3 archive/sample/make_documents.py
It needs nothing but Python for TXT, DOCX, ODT, RTF and HTML; for PDF it needs the package fpdf2 and the font DejaVu.
The files it writes are kept in the repository; this script is not in the program.
"""

import datetime
import html
import json
import os
import re
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = "20261124"
FORMAT = {
    "NMN": "pdf", "DTG": "pdf", "TDH": "docx", "NHS": "odt", "HVQ": "pdf", "DHC": "docx", "BLT": "txt", "NTHV": "odt",
    "DTL": "txt", "K20": "rtf", "DKA": "txt", "DTC": "docx", "MS": "odt", "DD": "pdf", "CC": "docx",
}
FONTS = "/usr/share/fonts/truetype/dejavu"
FACE = "Tài liệu mẫu do dự án Reliquary soạn từ các nguồn đã nêu. Đây không phải hồ sơ khoa học của di tích."
ENGLISH = "A sample document made by the Reliquary project. It is not the scientific dossier of the relic."


def words(vocabulary, code):
    path = os.path.join(HERE, "../../src/model/vocabulary", vocabulary + ".csv")
    with open(path, encoding="utf-8") as rows:
        for row in rows:
            cells = re.findall(r'"[^"]*"|[^,\n]+', row)
            if cells and cells[0] == code:
                return cells[1].strip('"')
    return code


def day(edtf):
    parts = edtf.split("-")
    return "/".join(str(int(part)) for part in reversed(parts)) if all(part.isdigit() for part in parts) else edtf


def date(value):
    if "display" in value:
        return value["display"]["vi"]
    text = value["edtf"]
    if text.startswith("["):
        text = " hoặc ".join(day(one) for one in text[1:-1].split(","))
    else:
        text = "–".join(day(one) for one in text.split("/"))
    if "reign" in value:
        reign = value["reign"]
        text += f" ({reign['era']} {reign['year']}" + (f", {reign['can_chi']}" if "can_chi" in reign else "") + ")"
    return text


def load(code, name):
    path = os.path.join(HERE, code, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def everything(name):
    found = {}
    for code in FORMAT:
        for record in load(code, name):
            found[record["code"]] = record
    return found


def blocks(code):
    """The document as (style, text): title, face, heading, plain."""
    relic = load(code, "relic.json")
    decisions, sources = everything("decisions.json"), everything("bibliography.json")
    out = [("title", "Tóm tắt hồ sơ: " + relic["name"]["vi"]), ("face", FACE), ("face", ENGLISH)]
    out.append(("plain", f"Mã di tích: {code}. Loại hình: {', '.join(words('relic_type', one) for one in relic['relic_types'])}. Xếp hạng: {words('rank', relic['rank'])}."))
    out.append(("heading", "Tóm tắt"))
    out.append(("plain", relic["summary"]["vi"]))
    out.append(("heading", "Địa điểm"))
    out.append(("plain", "Theo hồ sơ: " + relic["place"]["address_recorded"]["text"]["vi"] + "."))
    out.append(("plain", "Hiện nay: " + relic["place"]["address_current"]["text"]["vi"] + "."))
    out.append(("heading", "Niên đại"))
    for one in relic["dating"]:
        what = words("event_kind", one["of"]) + ": " if "of" in one and "display" not in one else ""
        out.append(("plain", what + date(one) + "."))
    out.append(("heading", "Quyết định"))
    for reference in relic["decisions"]:
        one = decisions[reference["code"]]
        number = "số " + one["number"] if "number" in one else "số chưa rõ"
        out.append(("plain", f"{one['excerpt']['vi'].split(';')[0]}: {number}, {date(one['issued_on'])}."))
    for key, heading in (("history", "Lịch sử"), ("description", "Khảo tả"), ("significance", "Giá trị")):
        if key in relic:
            out.append(("heading", heading))
            out += [("plain", text) for text in relic[key]["vi"].split("\n\n")]
    things = load(code, "artefacts.json")
    if things:
        out.append(("heading", "Hiện vật"))
        out += [("plain", f"{one['code']}: {one['name']['vi']}. {one['description']['vi']}") for one in things]
    texts = load(code, "inscriptions.json")
    if texts:
        out.append(("heading", "Minh văn"))
        for one in texts:
            reading = one["reading"]["vi"].replace("\n", " / ")
            meaning = one["translation"]["vi"].replace("\n", " / ")
            out.append(("plain", f"{one['code']}: «{reading}». {meaning}."))
    if relic.get("claims"):
        out.append(("heading", "Các nguồn ghi khác nhau"))
        for one in relic["claims"]:
            value = one["value"]
            if isinstance(value, dict):
                value = date(value) if "edtf" in value else value["vi"]
            chosen = " (bản được chọn)" if one["preferred"] else ""
            out.append(("plain", f"{value}{chosen}."))
    out.append(("heading", "Nguồn"))
    out += [("plain", sources[one["code"]]["citation"] + ".") for one in relic["bibliography"]]
    out.append(("face", "CC BY 4.0, dự án Reliquary, 2026."))
    return [(style, text.replace("..", ".")) for style, text in out]


# The Hán characters of a description are left to the record: the document's fonts have none.
def plain_fonts(text):
    return re.sub(r"[\u3400-\u9fff]+", "(xem bản ghi)", text)


def txt(code, path):
    lines = []
    for style, text in blocks(code):
        lines += ["", text, "=" * len(text), ""] if style == "title" else ["", text, ""] if style == "heading" else [text]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines).strip() + "\n")


def rtf(code, path):
    def said(text):
        return "".join(c if ord(c) < 128 and c not in "\\{}" else "\\" + c if c in "\\{}" else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)
    look = {"title": "\\b\\fs36 ", "heading": "\\b\\fs26 ", "face": "\\i\\fs20 ", "plain": "\\fs22 "}
    body = "".join("{\\pard\\sa120" + look[style] + said(text) + "\\par}\n" for style, text in blocks(code))
    with open(path, "w", encoding="ascii") as file:
        file.write("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 DejaVu Serif;}}{\\info{\\title " + said(title(code)) + "}{\\author " + said("Dự án Reliquary") + "}}\n" + body + "}\n")


def title(code):
    return "Tóm tắt hồ sơ: " + load(code, "relic.json")["name"]["vi"]


def packed(path, entries):
    """Writes a zip whose bytes depend on its content alone."""
    with zipfile.ZipFile(path, "w") as pack:
        for name, text, method in entries:
            entry = zipfile.ZipInfo(name, (2026, 11, 24, 0, 0, 0))
            entry.compress_type = method
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, text)


def docx(code, path):
    look = {"title": ("Title", 36, True, False), "heading": ("Heading1", 26, True, False), "face": (None, 19, False, True), "plain": (None, 22, False, False)}
    body = ""
    for style, text in blocks(code):
        name, size, bold, italic = look[style]
        run = f"<w:rPr>{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}<w:sz w:val=\"{size}\"/></w:rPr>"
        para = f"<w:pPr>{f'<w:pStyle w:val=%s{name}%s/>' % (chr(34), chr(34)) if name else ''}<w:spacing w:after=\"120\"/></w:pPr>"
        body += f"<w:p>{para}<w:r>{run}<w:t xml:space=\"preserve\">{html.escape(text)}</w:t></w:r></w:p>"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{name}"/></w:style>' for one, name in (("Title", "Title"), ("Heading1", "heading 1")))
    z = zipfile.ZIP_DEFLATED
    packed(path, [
        ("[Content_Types].xml", head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>', z),
        ("_rels/.rels", head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>', z),
        ("word/_rels/document.xml.rels", head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>', z),
        ("word/styles.xml", head + f"<w:styles {w}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"DejaVu Serif\" w:hAnsi=\"DejaVu Serif\"/></w:rPr></w:rPrDefault></w:docDefaults>{styles}</w:styles>", z),
        ("word/document.xml", head + f"<w:document {w}><w:body>{body}</w:body></w:document>", z),
        ("docProps/core.xml", head + f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{html.escape(title(code))}</dc:title><dc:creator>Dự án Reliquary</dc:creator></cp:coreProperties>', z),
    ])


def odt(code, path):
    body = ""
    for style, text in blocks(code):
        said = html.escape(text)
        body += {"title": f'<text:h text:style-name="T" text:outline-level="1">{said}</text:h>', "heading": f'<text:h text:style-name="H" text:outline-level="2">{said}</text:h>', "face": f'<text:p text:style-name="F">{said}</text:p>', "plain": f'<text:p text:style-name="P">{said}</text:p>'}[style]
    look = "".join(f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/><style:text-properties fo:font-size="{size}pt" {more}/></style:style>' for name, size, more in (("T", 18, 'fo:font-weight="bold"'), ("H", 13, 'fo:font-weight="bold"'), ("F", 9.5, 'fo:font-style="italic"'), ("P", 11, "")))
    ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    z = zipfile.ZIP_DEFLATED
    packed(path, [
        ("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED),
        ("content.xml", head + f'<office:document-content {ns} office:version="1.2"><office:automatic-styles>{look}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>', z),
        ("meta.xml", head + f'<office:document-meta {ns} office:version="1.2"><office:meta><dc:title>{html.escape(title(code))}</dc:title><meta:initial-creator>Dự án Reliquary</meta:initial-creator><dc:creator>Dự án Reliquary</dc:creator></office:meta></office:document-meta>', z),
        ("META-INF/manifest.xml", head + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>', z),
    ])


def pdf(code, path):
    from fpdf import FPDF
    page = FPDF(format="A4")
    page.set_creation_date(datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc))
    page.set_title(title(code))
    page.set_author("Dự án Reliquary")
    page.set_lang("vi")
    page.add_font("serif", "", FONTS + "/DejaVuSerif.ttf")
    page.add_font("sans", "", FONTS + "/DejaVuSans.ttf")
    page.set_margins(24, 22, 24)
    page.set_auto_page_break(True, 22)
    page.add_page()
    page.set_fill_color(152, 42, 27)
    page.rect(24, 16, 162, 1, "F")
    for style, text in blocks(code):
        text = plain_fonts(text)
        if style == "title":
            page.set_font("serif", "", 19)
            page.set_text_color(42, 34, 28)
            page.multi_cell(0, 10, text, new_x="LMARGIN", new_y="NEXT", align="L")
            page.ln(2)
        elif style == "heading":
            page.ln(2.5)
            page.set_font("serif", "", 12.5)
            page.set_text_color(152, 42, 27)
            page.multi_cell(0, 7, text, new_x="LMARGIN", new_y="NEXT", align="L")
        elif style == "face":
            page.set_font("sans", "", 8.5)
            page.set_text_color(86, 76, 67)
            page.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        else:
            page.set_font("serif", "", 10)
            page.set_text_color(42, 34, 28)
            page.multi_cell(0, 5.6, text, new_x="LMARGIN", new_y="NEXT", align="L")
            page.ln(1)
    page.output(path)


def main():
    write = {"txt": txt, "rtf": rtf, "docx": docx, "odt": odt, "pdf": pdf}
    for code, ending in FORMAT.items():
        name = f"{code}_TT_000_DOC_TOMTAT_{DAY}_0001.{ending}"
        write[ending](code, os.path.join(HERE, code, name))
        print(name)


if __name__ == "__main__":
    sys.exit(main())
