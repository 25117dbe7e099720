"""Names: a rule against *.exe is passed by no spelling of one."""

import base64

from . import office, pack
from .mail import (GREETING, attached, b64, entity, message, mixed, text_mail,
                   uu)

CONTENT = b"This is not a program, its name counts.\n"


def add(corpus):
    add_spellings(corpus)
    add_fields(corpus)
    add_members(corpus)
    add_harmless(corpus)


def with_fields(fields):
    return mixed([GREETING, fields + b"Content-Transfer-Encoding: base64\n\n"
                  + b64(CONTENT)])


def add_spellings(corpus):
    word = base64.b64encode(b"evil.exe")
    wide = "evil．ｅｘｅ".encode()
    for name, value in (
            ("plain", b'"evil.exe"'), ("unquoted", b"evil.exe"),
            ("upper", b'"EVIL.EXE"'), ("blanks-behind", b'"evil.exe   "'),
            ("dots-behind", b'"evil.exe..."'),
            ("dots-and-blanks", b'"evil.exe . ."'),
            ("path", b'"/tmp/evil.exe"'), ("backslash", b'"C:\\\\evil.exe"'),
            ("raw-backslash", b'"C:\\evil.exe"'),
            ("stream", b'"evil.exe::$DATA"'), ("nul", b'"evil.exe\0.txt"'),
            ("nul-inside", b'"evil.e\0xe"'),
            ("tab", b'"evil.exe\t"'), ("quoted-pair", b'"evil\\.e\\xe"'),
            ("quote-open", b'"evil.exe'), ("quote-inside", b'"ev"il.exe'),
            ("single-quotes", b"'evil.exe'"),
            ("no-quotes-blanks", b"my evil.exe"),
            ("word-b", b'"=?utf-8?B?' + word + b'?="'),
            ("word-b-unquoted", b"=?utf-8?B?" + word + b"?="),
            ("word-q", b'"=?utf-8?Q?evil=2Eexe?="'),
            ("word-two", b'"=?utf-8?Q?evil=2E?= =?utf-8?Q?exe?="'),
            ("word-lower", b'"=?utf-8?q?evil=2eexe?="'),
            ("word-open", b'"=?utf-8?Q?evil=2Eexe?"'),
            ("word-blank", b'"=?utf-8?Q?evil =2Eexe?="'),
            ("word-language", b'"=?utf-8*en?Q?evil=2Eexe?="'),
            ("word-unknown-charset", b'"=?x-martian?Q?evil=2Eexe?="'),
            ("word-inside", b'"x=?utf-8?Q?evil=2Eexe?="'),
            ("word-utf-7", b'"=?utf-7?Q?evil+AC4-exe?="'),
            ("word-utf-16", b'"=?utf-16be?B?' + base64.b64encode(
                "evil.exe".encode("utf-16be")) + b'?="'),
            ("folded", b'"evil\n .exe"'), ("folded-end", b'"evil.exe\n "'),
            ("comment", b'(a comment) "evil.exe"'),
            ("semicolon", b'"a;evil.exe"'),
            ("wide", b'"' + wide + b'"'),
            ("bidi", '"evil‮txt.exe"'.encode()),
            ("bidi-behind", '"evil.exe‎"'.encode()),
            ("zero-width", '"evil.e​xe"'.encode()),
            ("soft-hyphen", '"evil.e­xe"'.encode()),
            ("one-dot-leader", '"evil․exe"'.encode()),
            ("combining-dot", '"evil.exe "'.encode()),
            ("percent", b'"evil%2Eexe"'), ("latin-1", b'"\xe9vil.exe"'),
            ("entity", b'"evil&#46;exe"'),
            ("long", b'"' + b"x" * 5000 + b'.exe"'),
            ("blanks-many", b'"evil.txt' + b" " * 300 + b'.exe"')):
        corpus.finding("name-" + name, "attachment", "a name written so",
                       with_fields(b"Content-Type: application/octet-stream\n"
                                   b"Content-Disposition: attachment; "
                                   b"filename=" + value + b"\n"))


def add_fields(corpus):
    kind = b"Content-Type: application/octet-stream"
    place = b"Content-Disposition: attachment"
    for name, fields in (
            ("of-type", kind + b'; name="evil.exe"\n'),
            ("of-type-only", kind + b'; name="evil.exe"\n' + place
             + b'; filename="a.txt"\n'),
            ("of-disposition-only", kind + b'; name="a.txt"\n' + place
             + b'; filename="evil.exe"\n'),
            ("twice-first", place
             + b'; filename="evil.exe"; filename="a.txt"\n'),
            ("twice-last", place
             + b'; filename="a.txt"; filename="evil.exe"\n'),
            ("fields-first", place + b'; filename="evil.exe"\n' + place
             + b'; filename="a.txt"\n'),
            ("fields-last", place + b'; filename="a.txt"\n' + place
             + b'; filename="evil.exe"\n'),
            ("type-fields-last", kind + b'; name="a.txt"\n' + kind
             + b'; name="evil.exe"\n'),
            ("upper", place.upper() + b'; FILENAME="evil.exe"\n'),
            ("blanks", place + b' ; filename = "evil.exe"\n'),
            ("no-semicolon", place + b' filename="evil.exe"\n'),
            ("no-disposition", b"Content-Disposition: "
             b'filename="evil.exe"\n'),
            ("rfc2231", place + b"; filename*=utf-8''evil%2Eexe\n"),
            ("rfc2231-no-charset", place + b"; filename*=''evil%2Eexe\n"),
            ("rfc2231-lacks-quotes", place + b"; filename*=evil%2Eexe\n"),
            ("rfc2231-quoted", place + b"; filename*=\"utf-8''evil%2Eexe\"\n"),
            ("rfc2231-utf-7", place + b"; filename*=utf-7''evil+AC4-exe\n"),
            ("rfc2231-utf-16", place + b"; filename*=utf-16be''" + b"".join(
                b"%%%02x" % byte for byte in "evil.exe".encode("utf-16be"))
             + b"\n"),
            ("rfc2231-both", place
             + b"; filename=a.txt; filename*=utf-8''evil.exe\n"),
            ("rfc2231-both-plain", place
             + b"; filename*=utf-8''a.txt; filename=evil.exe\n"),
            ("continued", place + b'; filename*0="evil."; filename*1="exe"\n'),
            ("continued-backwards", place
             + b'; filename*1="exe"; filename*0="evil."\n'),
            ("continued-coded", place
             + b"; filename*0*=utf-8''evil; filename*1*=%2E;"
             b' filename*2="exe"\n'),
            ("continued-gap", place
             + b'; filename*0="evil.exe"; filename*2=".txt"\n'),
            ("continued-from-1", place
             + b'; filename*1="evil."; filename*2="exe"\n'),
            ("continued-many", place + b"".join(
                b"; filename*%d=%c" % (i, c) for i, c in
                enumerate(b"evil.exe")) + b"\n"),
            ("description", kind + b"\nContent-Description: evil.exe\n"),
            ("location", kind + b"\nContent-Location: evil.exe\n"),
            ("id", kind + b"\nContent-ID: <evil.exe>\n"),
            ("blank-before-colon", b"Content-Disposition : attachment; "
             b'filename="evil.exe"\n'),
            ("behind-return", kind + b"\nX-A: b\r" + place
             + b'; filename="evil.exe"\n'),
            ("inline", b'Content-Disposition: inline; filename="evil.exe"\n')):
        if not fields.startswith(kind[:13]):
            fields = kind + b"\n" + fields
        corpus.finding("name-field-" + name, "attachment",
                       "a name in this place", with_fields(fields))


def add_members(corpus):
    def case(name, shows, made):
        corpus.finding("name-member-" + name, "attachment", shows, made)

    member = [("evil.exe", CONTENT)]
    for name, packed in (
            ("zip", pack.zipped(member)), ("tar", pack.tarred(member)),
            ("cpio", pack.cpioed(member)), ("rar4", pack.rar4(member)),
            ("rar5", pack.rar5(member)), ("ar", pack.ared(member)),
            ("7z", pack.sevenzip("evil.exe", CONTENT)),
            ("cab", pack.cabbed(member)), ("lha", pack.lhaed(member)),
            ("arj", pack.arjed(member)),
            ("iso", pack.iso("EVIL.EXE;1", CONTENT)),
            ("xar", pack.xarred("evil.exe", CONTENT)),
            ("xar-two-names", pack.xarred(
                "evil.exe</name><name>a.txt", CONTENT)),
            ("xar-cdata", pack.xarred("<![CDATA[evil.exe]]>", CONTENT)),
            ("gz", pack.gzipped(CONTENT, b"evil.exe")),
            ("zip-in-zip", pack.zipped([("a.zip", pack.zipped(member))])),
            ("zip-encrypted", pack.zip_encrypted("evil.exe", CONTENT)),
            ("rar-encrypted", pack.rar4(member, True)),
            ("zip-central", pack.zip_by_hand(
                b"notes.txt", pack.deflated(CONTENT), crc=pack.CRC(CONTENT),
                size=len(CONTENT), central_name=b"evil.exe")),
            ("zip-local", pack.zip_by_hand(
                b"evil.exe", pack.deflated(CONTENT), crc=pack.CRC(CONTENT),
                size=len(CONTENT), central_name=b"notes.txt")),
            ("zip-blanks", pack.zipped([("evil.exe  ", CONTENT)])),
            ("zip-backslash", pack.zip_by_hand(
                b"a\\evil.exe", pack.deflated(CONTENT),
                crc=pack.CRC(CONTENT), size=len(CONTENT))),
            ("zip-folder", pack.zipped([("evil.exe/", b"")])),
            ("tnef", office.tnef([office.VERSION] + office.attachment(
                b"evil.exe", CONTENT))),
            ("ole", office.compound([("\1Ole10Native", office.ole10_native(
                b"evil.exe", CONTENT * 200))])),
            ("applesingle", office.apple_file([(3, b"evil.exe"),
                                               (1, CONTENT)])),
            ("appledouble", office.apple_file([(3, b"evil.exe")], True)),
            ("pdf-encrypted", office.pdf_encrypted(b"evil.exe", CONTENT)),
            ("pdf-encrypted-packed", office.pdf_encrypted(
                b"evil.exe", CONTENT, packed=True)),
            ("msg", office.msg(b"evil.exe", CONTENT * 200)),
            ("rtf", office.rtf_object(office.ole1_object(
                b"Package", office.ole10_native(b"evil.exe", CONTENT)[4:]
            ).hex().encode()))):
        case(name, "the name of a member", attached(packed))
    case("gz-outer", "the name less .gz",
         attached(pack.gzipped(CONTENT), b"evil.exe.gz"))
    case("uuencode", "the name of a uuencoded block",
         message(entity(b"Hello\n\n" + uu(CONTENT, b"evil.exe"))))
    uri = b"data:text/plain;base64," + base64.b64encode(CONTENT)
    for name, markup in (
            ("before", b'<a download="evil.exe" href="' + uri + b'">x</a>'),
            ("behind", b"<a href='" + uri + b"' download=evil&#46;exe>x</a>"),
            ("svg", b'<svg><a xlink:href="' + uri
             + b'" title=">" DOWNLOAD="evil.exe">x</a></svg>'),
            ("parameter", b'<img src="data:a/b;name=evil.exe;base64,'
             + base64.b64encode(CONTENT) + b'">'),
            ("script", b"<script>var n = 'evil.exe', b = atob('"
             + base64.b64encode(CONTENT * 10) + b"');\nvar a = link(b);\n"
             b"a.download = n;\na.click();</script>")):
        case("download-" + name, "what a file in markup is saved as",
             text_mail(b"<html><body>" + markup + b"</body></html>\n",
                       b"text/html"))
    case("forwarded", "in a forwarded message", message(entity(
        with_fields(b"Content-Disposition: attachment; filename=evil.exe\n"),
        b"message/rfc822")))


def add_harmless(corpus):
    for name, value in (
            ("exe-inside", b"how.to.exe.cute.txt"), ("exe-word", b"exe"),
            ("exe-in-front", b"exe.pdf"), ("executive", b"report.executive"),
            ("many-dots", b"v1.2.3.tar.notes.txt"), ("no-dot", b"README"),
            ("umlaut", "Übersicht für März.pdf".encode()),
            ("japanese", "報告書.pdf".encode()),
            ("word", b"=?iso-8859-1?Q?=DCbersicht.pdf?="),
            ("percent", b"100%25 sure.pdf"), ("brackets", b"a [1] (2) {3}.pdf"),
            ("apostrophe", b"it's mine.pdf"), ("leading-dot", b".profile"),
            ("e-xe", b"e.x.e"), ("long", b"x" * 300 + b".pdf")):
        corpus.passes("name-harmless-" + name, "a name that is no program's",
                      attached(CONTENT, value))
    uri = b"data:image/gif;base64," + base64.b64encode(b"GIF89a" + CONTENT)
    corpus.passes("name-harmless-download", "a link beside a picture",
                  text_mail(b'<html><body><img src="' + uri + b'"><a download='
                            b'"setup.exe" href="https://example.net/">x</a>'
                            b"</body></html>\n", b"text/html"))
