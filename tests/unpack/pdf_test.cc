#include "unpack/pdf.h"

#include <zlib.h>

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Flate(const std::string& bytes) {
  std::string packed(bytes.size() + 100, '\0');
  uLongf size = packed.size();
  REQUIRE(::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(bytes.data()),
                     bytes.size()) == Z_OK);
  packed.resize(size);
  return packed;
}

std::string Hex(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 0xF];
  }
  return out + ">";
}

std::string Object(int number, const std::string& text) {
  return std::to_string(number) + " 0 obj\n" + text + "\nendobj\n";
}

std::string Stream(int number, const std::string& keys,
                   const std::string& bytes) {
  return Object(number, "<<" + keys + "/Length " +
                            std::to_string(bytes.size()) + ">>\nstream\n" +
                            bytes + "\nendstream");
}

std::string Pdf(const std::string& objects) {
  return "%PDF-1.7\n" + objects + "trailer <</Root 1 0 R>>\n%%EOF\n";
}

const std::string kSpec =
    Object(3,
           "<</Type/Filespec/F(evil.exe)/UF<FEFF00770069006400650041>"
           "/EF<</F 8 0 R>>/Desc(other\\040name)>>");

std::string Attached(const std::string& keys, const std::string& bytes) {
  return Pdf(kSpec + Stream(8, keys, bytes));
}

}  // namespace

TEST_CASE("PDF: an embedded file by any filter, with all its names") {
  const std::string file = "MZ the program";
  for (const std::string& pdf :
       {Attached("", file), Attached("/Filter/FlateDecode", Flate(file)),
        Attached("/Filter /Fl#61teDecode ", Flate(file)),
        Attached("/Filter[/ASCIIHexDecode/FlateDecode]", Hex(Flate(file))),
        Attached("/Filter[/AHx]", Hex(file)),
        Attached("/Filter/RunLengthDecode", "\x0D"s + file + "\x80"s),
        Attached("/Filter/ASCII85Decode",
                 "<~9oQ6qFDi:>+DkP5EcVXB@;p1%~>"s.substr(2))}) {
    for (const size_t piece : {SIZE_MAX, size_t{1}}) {
      OpenSetting setting;
      setting.piece = piece;
      const RecordLog log = OpenBytes(pdf, setting);
      REQUIRE(log.parts.size() == 2);
      CHECK(log.parts.at(1).flags.empty());
      CHECK(log.parts.at(2).begin.kind == "member");
      CHECK(log.parts.at(2).Named("evil.exe"));
      CHECK(log.parts.at(2).Named("wideA"));
      CHECK(log.parts.at(2).Named("other name"));
      if (pdf.find("ASCII85") == std::string::npos)
        CHECK(log.parts.at(2).bytes == file);
    }
  }
}

TEST_CASE("PDF: ASCII 85 and LZW, by their specification's examples") {
  const RecordLog base85 =
      OpenBytes(Attached("/Filter/A85", "87cURD]i,\"Ebo80z~>"));
  CHECK(base85.parts.at(2).bytes == "Hello World!\0\0\0\0"s);
  const RecordLog lzw = OpenBytes(
      Attached("/Filter/LZWDecode", "\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01"s));
  CHECK(lzw.parts.at(2).bytes == "-----A---B");
}

TEST_CASE("PDF: rows that were predicted are put right") {
  const std::string rows =
      "\x02MZab"s + "\x02\0\0\x01\x01"s + "\x01x\x01\x01\x01"s;
  const RecordLog log = OpenBytes(
      Attached("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>",
               Flate(rows)));
  CHECK(log.parts.at(2).bytes == "MZabMZbcxyz{");
}

TEST_CASE("PDF: what is named inside an object stream, and scripts") {
  const std::string inside =
      "3 0 4 99 <</Type/Filespec/F(in.exe)/EF<</F 8 0 R>>>> "
      "<</S/JavaScript/JS(app.alert\\(1\\))>> <</S/JavaScript/JS 9 0 R>>";
  const RecordLog log = OpenBytes(Pdf(
      Stream(8, "", "just text") +
      Stream(9, "/Filter/FlateDecode", Flate("this.script()")) +
      Object(10, "<</JS 11 0 R>>") + Object(11, "(a string's script)") +
      Stream(7, "/Type/ObjStm/N 3/First 9/Filter/FlateDecode", Flate(inside))));
  CHECK(log.Named("in.exe").bytes == "just text");
  CHECK(Holding(log, "app.alert(1)").begin.kind == "script");
  CHECK(Holding(log, "this.script()").begin.kind == "script");
  CHECK(Holding(log, "a string's script").begin.kind == "script");
}

TEST_CASE("PDF: streams that nothing names") {
  const RecordLog log = OpenBytes(
      Pdf(Stream(1, "/Filter/FlateDecode", Flate("MZ" + std::string(99, 1))) +
          Stream(2, "/Filter/FlateDecode", Flate("BT (page text) Tj ET")) +
          Stream(3, "/Subtype/Image/Filter/FlateDecode",
                 Flate("MZ" + std::string(9, 2))) +
          Stream(4, "/Type/EmbeddedFile", "plain file") +
          Stream(5, "/Type/EmbeddedFile/Filter/DCTDecode", "odd file")));
  REQUIRE(log.parts.size() == 4);
  CHECK(log.parts.at(2).type == "application/x-dosexec");
  CHECK(log.parts.at(3).bytes == "plain file");
  CHECK(log.parts.at(4).Has("unopened"));
  CHECK(log.parts.at(4).bytes.starts_with("odd file"));
}

TEST_CASE("PDF: lengths that lie, damage, a file behind the end") {
  std::string lying = Attached("", "the whole file");
  lying.replace(lying.find("/Length 14"), 10, "/Length 3 ");
  CHECK(OpenBytes(lying).Named("evil.exe").bytes == "the whole file\n");
  const std::string cut = Flate(std::string(5000, 'x') + "end");
  const RecordLog log =
      OpenBytes(Attached("/Filter/FlateDecode", cut.substr(0, cut.size() - 6)));
  CHECK(log.Named("evil.exe").Has("damaged"));
  CHECK(log.Named("evil.exe").bytes.starts_with("xxxx"));
}

TEST_CASE("PDF: cut anywhere, and bytes that lie") {
  const std::string whole = Attached("/Filter[/AHx/Fl]", Hex(Flate("MZ x")));
  for (size_t size = 9; size < whole.size(); ++size)
    OpenBytes(whole.substr(0, size));
  for (size_t at = 9; at < whole.size(); ++at) {
    for (const char lie : {'(', '<', '[', '\xFF', '/'}) {
      std::string lying = whole;
      lying[at] = lie;
      OpenBytes(lying);
    }
  }
}

TEST_CASE("PDF: a million of everything ends") {
  const auto many = [](const std::string& piece, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += piece;
    return OpenBytes(Pdf(all));
  };
  many("1 0 obj(", 300000);
  many("1 0 obj<<", 300000);
  many("1 0 obj<</Filter/FlateDecode>>stream\n", 100000);
  many("1 0 obj<<>>stream\n", 100000);
  many("1 0 obj[", 300000);
  many("1 0 obj<</EF<</F 1 0 R>>/F(x)>>endobj ", 100000);
  many("<</JS(x)>>", 100000);
  std::string names = "1 0 obj<<";
  for (int i = 0; i < 100000; ++i)
    names +=
        "/EF<</F " + std::to_string(i) + " 0 R>>/F(" + std::to_string(i) + ")";
  OpenBytes(Pdf(names));
  std::string bomb = Flate(std::string(5000000, '\0'));
  for (int i = 0; i < 3; ++i) bomb = Flate(bomb);
  OpenBytes(Pdf(Stream(1, "/Type/EmbeddedFile/Filter[/Fl/Fl/Fl/Fl]", bomb)));
}

}  // namespace sallyport
