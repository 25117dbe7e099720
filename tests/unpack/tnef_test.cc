#include "unpack/tnef.h"

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Attribute(int level, uint32_t id, const std::string& bytes) {
  return Little(static_cast<uint64_t>(level), 1) + Little(id, 4) +
         Little(bytes.size(), 4) + bytes + Little(0, 2);
}

std::string Tnef(const std::string& attributes) {
  return "\x78\x9F\x3E\x22\x01\x00"s + attributes;
}

std::string Padded(std::string bytes) {
  while (bytes.size() % 4 != 0) bytes += '\0';
  return bytes;
}

std::string Property(unsigned type, unsigned id, const std::string& bytes) {
  return Little(type, 2) + Little(id, 2) + Little(1, 4) +
         Little(bytes.size(), 4) + Padded(bytes);
}

std::string Properties(const std::vector<std::string>& properties) {
  std::string all = Little(properties.size(), 4);
  for (const std::string& property : properties) all += property;
  return all;
}

const std::string kRend = Attribute(2, 0x00069002, std::string(14, '\0'));

std::string Sample() {
  // Fixed, several and named ones lie between.
  const std::string names = Properties(
      {Little(0x0003, 2) + Little(0x0E20, 2) + Little(5, 4),
       Little(0x1003, 2) + Little(0x1234, 2) + Little(2, 4) + Little(0, 8),
       Little(0x001E, 2) + Little(0x8001, 2) + std::string(16, 'g') +
           Little(1, 4) + Little(6, 4) + Padded(Wide("abc")) + Little(1, 4) +
           Little(3, 4) + Padded("xyz"),
       Property(0x001F, 0x3707, Wide("long name.exe") + "\0\0"s),
       Property(0x001E, 0x370E, "Image/GIF\0"s)});
  return Tnef(
      Attribute(1, 0x00089006, Little(0x10000, 4)) +
      Attribute(1, 0x0002800C, "plain body") +
      Attribute(1, 0x00069003,
                Properties({Property(0x0102, 0x1013, "<html>web body"),
                            Property(0x001F, 0x1000, Wide("wide body"))})) +
      kRend + Attribute(2, 0x00018010, "SHORT.EXE\0"s) +
      Attribute(2, 0x0006800F, "first bytes") +
      Attribute(2, 0x00069005, names) + kRend +
      Attribute(2, 0x00018010, "second.txt\0"s) +
      Attribute(2, 0x0006800F, "second bytes"));
}

}  // namespace

TEST_CASE("TNEF: attachments with all their names, and bodies") {
  for (const size_t piece : {SIZE_MAX, size_t{1}, size_t{7}}) {
    OpenSetting setting;
    setting.piece = piece;
    const RecordLog log = OpenBytes(Sample(), setting);
    CHECK(log.parts.at(1).type == "application/ms-tnef");
    CHECK(log.parts.at(1).flags.empty());
    REQUIRE(log.parts.size() == 6);
    CHECK(Holding(log, "plain body").begin.kind == "body");
    CHECK(Holding(log, "web body").type == "text/html");
    CHECK(Holding(log, "wide body").begin.kind == "body");
    const LoggedPart first = Holding(log, "first bytes");
    CHECK(first.begin.kind == "member");
    CHECK(first.Named("SHORT.EXE"));
    CHECK(first.Named("long name.exe"));
    CHECK_FALSE(first.Named("second.txt"));
    CHECK(Holding(log, "second bytes").begin.name == "second.txt");
  }
}

TEST_CASE("TNEF: nested messages and compressed bodies are opened") {
  const std::string inner =
      Tnef(kRend + Attribute(2, 0x00018010, "deep.exe\0"s) +
           Attribute(2, 0x0006800F, "deep bytes"));
  const std::string rtf =
      Little(28, 4) + Little(12, 4) + "MELA" + Little(0, 4) + "{\\rtf1 soft}";
  const RecordLog log = OpenBytes(Tnef(
      Attribute(1, 0x00069003, Properties({Property(0x0102, 0x1009, rtf)})) +
      kRend +
      Attribute(2, 0x00069005,
                Properties({Property(0x000D, 0x3701,
                                     std::string(16, 'i') + inner)}))));
  CHECK(Holding(log, "soft").type == "text/rtf");
  const LoggedPart deep = log.Named("deep.exe");
  CHECK(deep.bytes == "deep bytes");
  CHECK(deep.begin.depth == 3);
}

TEST_CASE("TNEF: a name without bytes, several bytes with one name") {
  const RecordLog log = OpenBytes(
      Tnef(kRend + Attribute(2, 0x00018010, "none.exe\0"s) + kRend +
           Attribute(2, 0x0006800F, "one") + Attribute(2, 0x0006800F, "two") +
           Attribute(2, 0x00018010, "both.exe\0"s)));
  REQUIRE(log.parts.size() == 4);
  CHECK(log.Named("none.exe").bytes.empty());
  CHECK(Holding(log, "one").Named("both.exe"));
  CHECK(Holding(log, "two").Named("both.exe"));
}

TEST_CASE("TNEF: cut anywhere, and sizes that lie") {
  const std::string sample = Sample();
  for (size_t size = 6; size < sample.size(); ++size) {
    const RecordLog log = OpenBytes(sample.substr(0, size));
    CHECK(log.parts.at(1).type == "application/ms-tnef");
  }
  const RecordLog cut = OpenBytes(sample.substr(0, sample.size() - 6));
  CHECK(cut.parts.at(1).Has("damaged"));
  CHECK(Holding(cut, "second").begin.name == "second.txt");
  for (size_t at = 6; at < sample.size(); ++at) {
    std::string lying = sample;
    lying[at] = '\xFF';
    OpenBytes(lying);
  }
}

TEST_CASE("TNEF: a million of everything ends") {
  std::string many;
  for (int i = 0; i < 300000; ++i) many += kRend;
  OpenBytes(Tnef(many));
  many.clear();
  for (int i = 0; i < 300000; ++i)
    many += Attribute(2, 0x00018010, std::to_string(i));
  CHECK(OpenBytes(Tnef(many)).parts.size() == 2);
  many.clear();
  for (int i = 0; i < 300000; ++i) many += Attribute(2, 0x0006800F, "x");
  CHECK(OpenBytes(Tnef(many)).parts.at(1).Has("limit"));
  many = Little(0xFFFFFFFF, 4);
  for (int i = 0; i < 300000; ++i) many += Property(0x001E, 0x3704, "n");
  CHECK(OpenBytes(Tnef(Attribute(2, 0x00069005, many)))
            .parts.at(1)
            .Has("damaged"));
}

}  // namespace sallyport
