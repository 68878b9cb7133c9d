#!/bin/sh
# Makes every rendition of the updates from their Markdown: DOCX, PDF (each by another engine, with another page and
# other running heads) and the text of the PDFs. The results are committed; the tests do not need this script.
# Needs, on Debian 12: pandoc libreoffice-writer-nogui weasyprint chromium poppler-utils python3
# fonts-liberation fonts-dejavu-core
set -eu
cd "$(dirname "$0")"
# The PDFs of LibreOffice and Chromium hold the time of making, and so the goldens that name their SHA-256 change too.
SOURCE_DATE_EPOCH=1714003200 # 25 April 2024, for the tools that heed it
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "- (a) text" is how council sites write a lettered list in Markdown; pandoc takes "(a) text".
lettered() { sed 's/^- \(([a-z])\) /\1 /' "$1"; }

# reference NAME HEAD FOOT: a DOCX for pandoc --reference-doc with a running head and a page number in the foot.
reference() {
  pandoc -o "$work/plain.docx" --print-default-data-file reference.docx
  python3 - "$work/plain.docx" "$1" "$2" "$3" <<'PY'
import re, sys, zipfile
source, target, head, foot = sys.argv[1:]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"
run = lambda text: '<w:r><w:t xml:space="preserve">%s</w:t></w:r>' % text
number = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
part = lambda tag, align, body: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:%s %s><w:p><w:pPr><w:jc w:val="%s"/></w:pPr>%s</w:p></w:%s>' % (tag, W, align, body, tag)
with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
    for entry in old.infolist():
        data = old.read(entry).decode() if entry.filename.endswith((".xml", ".rels")) else old.read(entry)
        if entry.filename == "word/theme/theme1.xml":
            data = re.sub(r'<a:latin typeface="[^"]*"', '<a:latin typeface="Liberation Sans"', data)
        elif entry.filename == "word/styles.xml":
            data = data.replace('<w:sz w:val="24"', '<w:sz w:val="22"').replace('<w:szCs w:val="24"', '<w:szCs w:val="22"')
        elif entry.filename == "[Content_Types].xml":
            data = data.replace("</Types>", "".join('<Override PartName="/word/%s.xml" ContentType="%s"/>' % (p + "1", TYPE % p) for p in ("header", "footer")) + "</Types>")
        elif entry.filename == "word/_rels/document.xml.rels":
            data = data.replace("</Relationships>", "".join('<Relationship Id="r%s" Type="%s/%s" Target="%s1.xml"/>' % (p, R, p, p) for p in ("header", "footer")) + "</Relationships>")
        elif entry.filename == "word/document.xml":
            i = data.index("<w:sectPr")
            data = data[:i] + ('<w:sectPr xmlns:r="%s"><w:headerReference w:type="default" r:id="rheader"/><w:footerReference w:type="default" r:id="rfooter"/>'
                '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr>' % R) + data[data.index("</w:body>"):]
        new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    for name, data in ("header", part("hdr", "right", run(head))), ("footer", part("ftr", "center", (run(foot) if foot else "") + number)):
        new.writestr(zipfile.ZipInfo("word/%s1.xml" % name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
PY
}

docx() { # NAME HEAD FOOT
  reference "$work/reference.docx" "$2" "$3"
  lettered "$1.md" | pandoc -f markdown-smart --reference-doc="$work/reference.docx" -o "$1.docx"
}

html() { # NAME CSS
  lettered "$1.md" | pandoc -f markdown-smart -t html5 > "$work/body.html"
  {
    printf '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Scrutiny Update</title><style>\n'
    printf '@counter-style letter { system: alphabetic; symbols: a b c d e f; prefix: "("; suffix: ") " }\n'
    printf 'ol { list-style-type: letter !important }\n'
    printf '%s\n</style></head><body>\n' "$2"
    cat "$work/body.html"
    printf '</body></html>\n'
  } > "$work/$1.html"
}

# April: a word processor's page, A4, unruled tables, running head to the right, bare page number.
docx april 'Transport and Access Scrutiny Committee – Item 6' ''
soffice --headless -env:UserInstallation="file://$work/profile" --convert-to pdf --outdir . april.docx > "$work/soffice.log" 2>&1

# May: justified and hyphenated on a smaller page, ruled tables, "Page n of m".
docx may 'Transport and Access Scrutiny Committee – Item 9' 'Page '
html may '@page { size: 190mm 260mm; margin: 22mm 20mm 20mm 20mm;
    @top-left { content: "Ellenshire Joint Transport Commissioner"; font: 8pt "DejaVu Sans" }
    @top-right { content: "Item 9"; font: 8pt "DejaVu Sans" }
    @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 8pt "DejaVu Sans" } }
  body { font: 8.5pt/1.3 "DejaVu Sans"; text-align: justify; hyphens: auto }
  h1, h2 { text-align: left; hyphens: manual }
  h1 { font-size: 15pt } h2 { font-size: 11pt }
  table { border-collapse: collapse; width: 100%; text-align: left; hyphens: manual }
  th, td { border: 0.6pt solid #444; padding: 2pt 4pt; vertical-align: top }'
weasyprint -q "$work/may.html" may.pdf

# July: a browser's print, A4, ragged, a head of two parts, a foot with a date and the page number.
docx july 'Transport and Access Scrutiny Committee – Item 5, Appendix B' 'Page '
html july '@page { size: A4; margin: 25mm 24mm 24mm 24mm;
    @top-left { content: "Agenda Item 5"; font: 9pt "Liberation Sans" }
    @top-right { content: "APPENDIX B"; font: 9pt "Liberation Sans" }
    @bottom-left { content: "July 2024 – final update"; font: 9pt "Liberation Sans" }
    @bottom-right { content: counter(page); font: 9pt "Liberation Sans" } }
  body { font: 10pt/1.4 "Liberation Sans"; margin: 0 }
  h1 { font-size: 16pt } h2 { font-size: 11.5pt; page-break-after: avoid }
  table { border-collapse: collapse; width: 100% } tr { page-break-inside: avoid }
  th, td { border-bottom: 0.5pt solid #999; padding: 3pt 6pt; text-align: left; vertical-align: top }'
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" --no-pdf-header-footer \
  --print-to-pdf="$PWD/july.pdf" "$work/july.html" > "$work/chromium.log" 2>&1

for name in april may july; do pdftotext -layout "$name.pdf" "$name.txt"; done
pdftotext -raw july.pdf july-raw.txt
ls -l ./*.pdf ./*.docx ./*.txt
