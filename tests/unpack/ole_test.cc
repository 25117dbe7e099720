#include "unpack/ole.h"

#include <zlib.h>

#include "tests/unpack/compound_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Package(const std::string& file, const std::string& bytes) {
  const std::string path = "C:\\tmp\\" + file + "\0"s;
  const auto wide = [](const std::string& name) {
    return Little(name.size(), 4) + Wide(name);
  };
  return Little(2, 2) + "label of it\0"s + "D:\\dir\\" + file + "\0"s +
         Little(0x30000, 4) + Little(path.size(), 4) + path +
         Little(bytes.size(), 4) + bytes + wide("C:\\tmp\\w.exe") +
         wide("wide label") + wide("wide.exe");
}

std::string Native(const std::string& package) {
  return Little(package.size(), 4) + package;
}

/// Text as chunks of plain bytes.
std::string VbaText(const std::string& text) {
  std::string out = "\x01"s;
  for (size_t at = 0; at < text.size(); at += 2000) {
    std::string chunk;
    const std::string piece = text.substr(at, 2000);
    for (size_t i = 0; i < piece.size(); i += 8)
      chunk += "\0"s + piece.substr(i, 8);
    out += Little((chunk.size() - 1) | 0xB000, 2) + chunk;
  }
  return out;
}

std::string Record(unsigned id, const std::string& bytes) {
  return Little(id, 2) + Little(bytes.size(), 4) + bytes;
}

std::string VbaDirectory() {
  return VbaText(Record(0x01, Little(1, 4)) + Little(9, 2) + Little(4, 4) +
                 Little(0, 6) + Record(0x19, "Shown") + Record(0x1A, "One") +
                 Record(0x32, Wide("One")) + Record(0x31, Little(5, 4)) +
                 Record(0x2B, ""));
}

}  // namespace

TEST_CASE("OLE: packaged files have all their names") {
  const RecordLog log =
      OpenBytes(CompoundBuilder()
                    .Add("_1", "\x01Ole10Native",
                         Native(Package("evil.exe", "MZ the program")))
                    .Add("_2", "Package", "PK\x05\x06"s + std::string(18, '\0'))
                    .Add("_3", "CONTENTS", "contents of it")
                    .Add("", "WordDocument", "text")
                    .Build());
  const LoggedPart file = Holding(log, "MZ the program");
  CHECK(file.bytes == "MZ the program");
  CHECK(file.begin.kind == "member");
  for (const char* name : {"label of it", "evil.exe", "D:\\dir\\evil.exe",
                           "C:\\tmp\\evil.exe", "wide.exe", "wide label"})
    CHECK(file.Named(name));
  CHECK(log.parts.at(3).type == "application/zip");
  CHECK(Holding(log, "contents of it").begin.kind == "member");
  CHECK(log.parts.size() == 4);
  CHECK(log.parts.at(1).flags.empty());
}

TEST_CASE("OLE: what is no package, a link, and a package cut short") {
  const std::string package = Package("cut.exe", std::string(100, 'x'));
  const RecordLog log = OpenBytes(
      CompoundBuilder()
          .Add("_1", "\x01Ole10Native", Native("equation"))
          .Add("_2", "\x01Ole10Native", Native("\x02\0l\0C:\\calc.exe\0"s))
          .Add("_3", "\x01Ole10Native",
               Native(package.substr(0, package.find("xx") + 50)))
          .Build());
  CHECK(Holding(log, "equation").bytes == "equation");
  CHECK(log.Named("calc.exe").bytes.find("calc") != std::string::npos);
  CHECK(log.Named("cut.exe").bytes == std::string(50, 'x'));
  CHECK(log.parts.at(1).Has("damaged"));
}

TEST_CASE("OLE: a stream that is a file by itself") {
  const RecordLog log = OpenBytes(CompoundBuilder()
                                      .Add("", "any", "MZ" + std::string(9, 1))
                                      .Add("", "\x05Summary", "just words")
                                      .Build());
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).begin.name == "any");
}

TEST_CASE("OLE: attachments and bodies of an Outlook message") {
  const std::string rtf =
      Little(28, 4) + Little(12, 4) + "MELA" + Little(0, 4) + "{\\rtf1 soft}";
  const std::string attachment = "__attach_version1.0_#00000000";
  const RecordLog log = OpenBytes(
      CompoundBuilder()
          .Add("", "__substg1.0_1000001F", Wide("wide body"))
          .Add("", "__substg1.0_10090102", rtf)
          .Add("", "__substg1.0_10130102", "<html>web body")
          .Add(attachment, "__substg1.0_3704001E", "SHORT.EXE")
          .Add(attachment, "__substg1.0_3707001F", Wide("long name.exe"))
          .Add(attachment, "__substg1.0_37010102", std::string(5000, 'a'))
          .Add("__nameid_version1.0", "__substg1.0_10130102", "no body")
          .Build());
  REQUIRE(log.parts.size() == 5);
  CHECK(Holding(log, "wide body").begin.kind == "body");
  CHECK(Holding(log, "web body").type == "text/html");
  CHECK(Holding(log, "soft").type == "text/rtf");
  const LoggedPart file = log.Named("long name.exe");
  CHECK(file.bytes == std::string(5000, 'a'));
  CHECK(file.Named("SHORT.EXE"));
}

TEST_CASE("OLE: macros as text, also where no list leads to them") {
  const std::string text =
      "Attribute VB_Name = \"One\"\r\nSub Evil()\r\n" + std::string(5000, '\'');
  const RecordLog log =
      OpenBytes(CompoundBuilder()
                    .Add("VBA", "dir", VbaDirectory())
                    .Add("VBA", "One", "12345" + VbaText(text))
                    .Add("VBA", "Two", "x" + VbaText("Attribute VB_2"))
                    .Add("VBA", "_VBA_PROJECT", "stuff")
                    .Build());
  REQUIRE(log.parts.size() == 3);
  CHECK(log.Named("Shown").bytes == text);
  CHECK(log.Named("Shown").begin.kind == "macro");
  CHECK(log.Named("Shown").flags.empty());
  CHECK(log.Named("Two").bytes == "Attribute VB_2");
}

TEST_CASE("OLE: objects in slides, packed or not") {
  std::string packed(1000, '\0');
  const std::string object = "MZ in a slide";
  uLongf size = packed.size();
  REQUIRE(::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(object.data()),
                     object.size()) == Z_OK);
  packed.resize(size);
  const auto record = [](unsigned version, unsigned type,
                         const std::string& bytes) {
    return Little(version, 2) + Little(type, 2) + Little(bytes.size(), 4) +
           bytes;
  };
  const std::string slides =
      record(0, 1000, "atom") +
      record(0xF, 1001,
             record(0x10, 0x1011, Little(object.size(), 4) + packed) +
                 record(0, 0x1011, "MZ not packed"));
  const RecordLog log = OpenBytes(
      CompoundBuilder().Add("", "PowerPoint Document", slides).Build());
  REQUIRE(log.parts.size() == 3);
  CHECK(log.parts.at(2).bytes == object);
  CHECK(log.parts.at(2).flags.empty());
  CHECK(log.parts.at(3).bytes == "MZ not packed");
}

TEST_CASE("OLE: encrypted documents") {
  const auto encrypted = [](const std::string& name, const std::string& bytes) {
    return OpenBytes(CompoundBuilder().Add("", name, bytes).Build())
        .parts.at(1)
        .Has("encrypted");
  };
  const auto word = [](unsigned flags) {
    return Little(0xA5EC, 2) + Little(0, 8) + Little(flags, 2);
  };
  CHECK(encrypted("EncryptedPackage", "x"));
  CHECK(encrypted("EncryptedSummary", "x"));
  CHECK(encrypted("WordDocument", word(0x0100)));
  CHECK_FALSE(encrypted("WordDocument", word(0x0200)));
  const std::string begin = Little(0x809, 2) + Little(2, 2) + "xx";
  CHECK(encrypted("Workbook", begin + Little(0x2F, 2) + Little(0, 2)));
  CHECK_FALSE(encrypted("Workbook", begin + Little(0x0A, 2) + Little(0, 2) +
                                        Little(0x2F, 2) + Little(0, 2)));
  CHECK(encrypted("Current User", Little(0, 12) + Little(0xF3D1C4DF, 4)));
  CHECK_FALSE(encrypted("Current User", Little(0, 12) + Little(0xE391C05F, 4)));
}

TEST_CASE("OLE: cut anywhere, and numbers that lie") {
  const std::string whole =
      CompoundBuilder()
          .Add("_1", "\x01Ole10Native", Native(Package("e.exe", "MZ x")))
          .Add("VBA", "dir", VbaDirectory())
          .Add("VBA", "One", "12345" + VbaText("Attribute VB_Name"))
          .Build();
  for (size_t size = 8; size < whole.size(); size += 3)
    OpenBytes(whole.substr(0, size));
  for (size_t at = 8; at < whole.size(); ++at) {
    if (whole[at] == '-') continue;
    std::string lying = whole;
    lying[at] = static_cast<char>(lying[at] + 1);
    OpenBytes(lying);
  }
}

TEST_CASE("OLE: ten thousand entries for the same sectors end") {
  CompoundBuilder builder;
  const std::string large(1024 * 1024, 'x');
  builder.Add("VBA", "large", large).Add("VBA", "_VBA_PROJECT", "");
  for (int i = 0; i < 10000; ++i) builder.Add("VBA", "m", "");
  std::string bytes = builder.Build();
  const std::string entry = Wide("m") + std::string(62, '\0');
  for (size_t at = bytes.find(entry); at != std::string::npos;
       at = bytes.find(entry, at + 128)) {
    bytes.replace(at + 116, 4, Little(0, 4));
    bytes.replace(at + 120, 4, Little(large.size(), 4));
  }
  CHECK(OpenBytes(bytes).parts.at(1).Has("limit"));
}

}  // namespace sallyport
