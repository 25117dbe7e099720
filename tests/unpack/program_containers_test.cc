// Containers inside mail other than archives, through the built program.

#include "tests/unpack/compound_builder.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Tnef(int level = 2) {
  const auto attribute = [level](uint32_t id, const std::string& bytes) {
    return Little(static_cast<uint64_t>(level), 1) + Little(id, 4) +
           Little(bytes.size(), 4) + bytes + Little(0, 2);
  };
  return "\x78\x9F\x3E\x22\x01\x00"s +
         attribute(0x00069002, std::string(14, '\0')) +
         attribute(0x00018010, "evil.exe\0"s) +
         attribute(0x0006800F, "MZ in tnef");
}

/// An Ole10Native stream with evil.exe.
std::string Native() {
  const std::string package = Little(2, 2) + "evil.exe\0C:\\evil.exe\0"s +
                              Little(0x30000, 4) + Little(5, 4) + "C:\\x\0"s +
                              Little(9, 4) + "MZ in ole";
  return Little(package.size(), 4) + package;
}

std::string Document() {
  return CompoundBuilder().Add("_1", "\x01Ole10Native", Native()).Build();
}

/// A record with an object in a presentation's stream.
std::string Slide(const std::string& object) {
  return Little(0, 2) + Little(0x1011, 2) + Little(object.size(), 4) + object;
}

}  // namespace

TEST_CASE("winmail.dat, documents and what holds them are opened in mail") {
  for (const std::string& file :
       {Tnef(), Document(), Zip("word/embeddings/oleObject1.bin", Document()),
        Zip("inner.dat", Tnef())}) {
    const Run run = Unpack(Attachment("file", file));
    REQUIRE(run.code == 0);
    CHECK(run.log.Named("evil.exe").bytes.starts_with("MZ in"));
    for (const auto& [number, part] : run.log.parts) CHECK(part.flags.empty());
  }
}

TEST_CASE("an opaque-signed message is read as the message it is") {
  const auto ber = [](int tag, const std::string& bytes) {
    return Little(static_cast<uint64_t>(tag), 1) + "\x82"s +
           Little(bytes.size() >> 8, 1) + Little(bytes.size() & 0xFF, 1) +
           bytes;
  };
  const std::string oid = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"s;
  const std::string inner = Attachment("evil.exe", "MZ signed");
  const std::string cms = ber(
      0x30,
      oid + "\x02" +
          ber(0xA0, ber(0x30, "\x02\x01\x01"s +
                                  ber(0x30, oid + "\x01" +
                                                ber(0xA0, ber(4, inner))))));
  const Run run = Unpack(Attachment("smime.p7m", cms));
  CHECK(run.log.Named("evil.exe").bytes == "MZ signed");
}

TEST_CASE("an OpenDocument file with encrypted members") {
  const auto flagged = [](const std::string& manifest) {
    const Run run =
        Unpack(Attachment("a.odt", Zip("META-INF/manifest.xml", manifest)));
    return run.log.Named("META-INF/manifest.xml").Has("encrypted");
  };
  CHECK(flagged("<?xml?><manifest:encryption-data x='y'/>"));
  CHECK_FALSE(flagged("<?xml?><manifest:file-entry x='y'/>"));
  CHECK(flagged("\xFF\xFE" + Wide("<?xml?><manifest:encryption-data/>")));
  CHECK(flagged("\xFE\xFF\0"s + Wide("<?xml?><manifest:encryption-data/>")));
}

TEST_CASE("TNEF: an attachment said to belong to the message") {
  CHECK(Unpack(Attachment("winmail.dat", Tnef(1)))
            .log.Named("evil.exe")
            .bytes == "MZ in tnef");
}

TEST_CASE("OLE's names are found in capitals and small letters") {
  const std::string attachment = "__ATTACH_version1.0_#00000000";
  const Run run = Unpack(Attachment(
      "a.msg", CompoundBuilder()
                   .Add("_1", "\x01oLE10nATIVE", Native())
                   .Add("_2", "POWERPOINT Document", Slide("MZ in a slide"))
                   .Add("_3", "ENCRYPTEDpackage", "x")
                   .Add(attachment, "__SUBSTG1.0_3707001F", Wide("mail.js"))
                   .Add(attachment, "__SUBSTG1.0_37010102", "var x = 1;")
                   .Build()));
  CHECK(run.log.Named("evil.exe").bytes == "MZ in ole");
  CHECK(Holding(run.log, "MZ in a slide").begin.kind == "member");
  CHECK(run.log.Named("mail.js").bytes == "var x = 1;");
  CHECK(run.log.parts.at(1).Has("encrypted"));
}

TEST_CASE("a stream of macros does not hide the files beside it") {
  for (const char* storage : {"", "_1", "VBA"}) {
    const Run run = Unpack(
        Attachment("a.doc", CompoundBuilder()
                                .Add(storage, "_VBA_PROJECT", "stuff")
                                .Add(storage, "\x01Ole10Native", Native())
                                .Add(storage, "EncryptedPackage", "x")
                                .Add(storage, "any", "MZ" + std::string(9, 1))
                                .Build()));
    CHECK(run.log.Named("evil.exe").bytes == "MZ in ole");
    CHECK(run.log.Named("any").bytes.starts_with("MZ"));
    CHECK(run.log.parts.at(1).Has("encrypted"));
  }
}

TEST_CASE("a budget in a document ends as limit") {
  Setting setting;
  setting.depth = "1";
  CHECK(
      Unpack(Attachment("file", Tnef()), setting).log.parts.at(1).Has("limit"));
  setting.depth = "50";
  setting.parts = "1";
  CHECK(Unpack(Attachment("file", Document()), setting)
            .log.parts.at(1)
            .Has("limit"));
}

}  // namespace sallyport
