#include "unpack/rtf.h"

#include "tests/unpack/compound_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Hex(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 0xF];
  }
  return out;
}

std::string Text(const std::string& name) {
  return Little(name.size() + 1, 4) + name + "\0"s;
}

std::string Object(const std::string& class_name, const std::string& bytes) {
  return Little(0x501, 4) + Little(2, 4) + Text(class_name) + Little(0, 8) +
         Little(bytes.size(), 4) + bytes + "presentation";
}

std::string Package(const std::string& file, const std::string& bytes) {
  return Little(2, 2) + file + "\0"s + file + "\0"s + Little(0x30000, 4) +
         Text(file) + Little(bytes.size(), 4) + bytes;
}

std::string Rtf(const std::string& digits) {
  return "{\\rtf1{\\object\\objemb{\\*\\objclass x}{\\*\\objdata " + digits +
         "}}text}";
}

const std::string kPackage =
    Object("Package", Package("evil.exe", "MZ the program"));

}  // namespace

TEST_CASE("RTF: a packaged file, however its digits are written") {
  const std::string hex = Hex(kPackage);
  std::string lines;
  for (const char c : hex) lines += std::string(1, c) + " \r\n\t";
  const std::string front = hex.substr(0, 20);
  const std::string back = hex.substr(20);
  for (const std::string& digits :
       {hex, lines, front + "zzz!" + back, front + "\\par12 " + back,
        front + "\\'4d" + back, front + "\\*" + back, front + "\\bin0 " + back,
        front + "{}" + back,
        Hex(kPackage.substr(0, 10)) + "\\bin4 " + kPackage.substr(10, 4) +
            Hex(kPackage.substr(14)),
        "{" + front + "}" + back, front + "{\\*\\foo 4d5a}" + back}) {
    for (const size_t piece : {SIZE_MAX, size_t{1}}) {
      OpenSetting setting;
      setting.piece = piece;
      const RecordLog log = OpenBytes(Rtf(digits), setting);
      CHECK(log.Named("evil.exe").bytes == "MZ the program");
      CHECK(log.parts.at(1).type == "text/rtf");
    }
  }
  CHECK(OpenBytes(Rtf(hex)).parts.size() == 2);
}

TEST_CASE("RTF: digits right behind the word, and one word in another") {
  const std::string hex = Hex(kPackage);
  const RecordLog behind = OpenBytes("{\\rtf1{\\objdata" + hex + "}}");
  CHECK(behind.Named("evil.exe").bytes == "MZ the program");
  const RecordLog number =
      OpenBytes("{\\rtf1{\\objdata4294967295 " + hex + "}}");
  CHECK(number.Named("evil.exe").bytes == "MZ the program");
  const RecordLog within =
      OpenBytes("{\\rtf1{\\objdata 4d4d{\\objdata " + hex + "}}");
  CHECK(within.Named("evil.exe").bytes == "MZ the program");
}

TEST_CASE("RTF: embedded documents are opened, whatever the head says") {
  const std::string document =
      CompoundBuilder()
          .Add("", "\x01Ole10Native",
               Little(9, 4) + Package("deep.exe", "MZ deep"))
          .Build();
  const RecordLog log = OpenBytes(Rtf(Hex(Object("Word.8", document))));
  CHECK(log.parts.size() == 3);
  CHECK(log.Named("deep.exe").bytes == "MZ deep");
  std::string lying = Object("Word.8", document);
  lying.replace(4, 4, Little(7, 4));
  CHECK(OpenBytes(Rtf(Hex(lying))).Named("deep.exe").bytes == "MZ deep");
  lying = Object("Word.8", document);
  lying.replace(lying.find(document) - 4, 4, Little(3, 4));
  CHECK_FALSE(OpenBytes(Rtf(Hex(lying))).parts.empty());
}

TEST_CASE("RTF: cut anywhere, and digits that lie") {
  const std::string whole = Rtf(Hex(kPackage));
  for (size_t size = 5; size < whole.size(); ++size)
    OpenBytes(whole.substr(0, size));
  for (size_t at = 60; at < whole.size(); ++at) {
    for (const char lie : {'f', '{', '}', '\\'}) {
      std::string lying = whole;
      lying[at] = lie;
      OpenBytes(lying);
    }
  }
}

TEST_CASE("RTF: a million words, groups and large numbers end") {
  std::string many;
  for (int i = 0; i < 200000; ++i) many += "\\objdata 4d5a{41}";
  CHECK(OpenBytes("{\\rtf1" + many).parts.at(1).Has("limit"));
  many.clear();
  for (int i = 0; i < 200000; ++i) many += "\\objdata ";
  CHECK(OpenBytes("{\\rtf1" + many).parts.size() == 1);
  OpenBytes("{\\rtf1{\\objdata " + std::string(3000000, '{') + "41");
  OpenBytes("{\\rtf1{\\objdata \\bin9999999999 xyz");
  OpenSetting small;
  small.member_memory = 1000;
  CHECK(
      OpenBytes(Rtf(std::string(100000, '4')), small).parts.at(1).Has("limit"));
}

}  // namespace sallyport
